import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Terminal } from '../../node-adapter/cli/command.ts';
import { dispatch } from '../../node-adapter/cli/dispatch.ts';
import { commands } from '../../node-adapter/cli/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const samples = samplesOf(readFileSync(`${root}README.md`, 'utf8'));

describe('samples of the README', () => {
  test('there are some', () => {
    assert.ok(samples.length >= 3);
  });

  for (const { line, output } of samples) {
    test(`sentinel ${line} prints what is shown`, async () => {
      const printed: string[] = [];
      const write = (text: string) => void printed.push(...text.split('\n'));
      const terminal: Terminal = { out: write, err: write, paint: (_, text) => text };
      process.chdir(root);
      await dispatch(line.split(' '), commands, terminal);

      const isCut = output.at(-1) === '...';
      const shown = isCut ? output.slice(0, -1) : output;
      assert.deepEqual(isCut ? printed.slice(0, shown.length) : printed, shown);
    });
  }
});

interface Sample {
  readonly line: string;
  readonly output: readonly string[];
}

/** Commands about examples, with what the document says they print; `...` stands for more. */
function samplesOf(document: string): readonly Sample[] {
  const blocks = Array.from(document.matchAll(/^```text\n([\s\S]*?)^```$/gm), (match) => match[1]!);
  return blocks
    .flatMap((block) => block.split(/^\$ sentinel /m).slice(1))
    .map((text) => text.trimEnd().split('\n'))
    .map(([line = '', ...output]) => ({ line, output }))
    .filter(({ line }) => line.includes('examples/'));
}
