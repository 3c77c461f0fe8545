import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Tiktoken, type TiktokenBPE } from 'js-tiktoken/lite';
import cl100kRanks from 'js-tiktoken/ranks/cl100k_base';
import o200kRanks from 'js-tiktoken/ranks/o200k_base';
import p50kRanks from 'js-tiktoken/ranks/p50k_base';
import r50kRanks from 'js-tiktoken/ranks/r50k_base';
import { Encoding } from '../../shared/ai/tokens/encodings/encoding.ts';
import { type EncodingName, encodingRows } from '../../shared/ai/tokens/encodings/encodings.ts';
import { TokenCounter } from '../../shared/ai/tokens/encodings/token-counter.ts';
import { Vocabulary } from '../../shared/ai/tokens/encodings/vocabulary.ts';
import { table } from './table.ts';

/**
 * What it costs to count tokens, against `js-tiktoken` in the same run: `node test/bench/tokens.ts`. Best of several
 * rounds; the library counts a part of the texts, because it is slow, and hostile texts only as far as it ends.
 */
const libraryRanks: Readonly<Record<EncodingName, TiktokenBPE>> = {
  o200k: o200kRanks,
  cl100k: cl100kRanks,
  p50k: p50kRanks,
  r50k: r50kRanks,
};
const root = join(dirname(import.meta.dirname), '..');
const prose = textOf(['docs/*.md', 'README.md', 'LICENSE']);
const code = textOf(['shared/**/*.ts', 'node-adapter/**/*.ts']);

const hostile: Readonly<Record<string, string>> = {
  'equal letters': 'a',
  spaces: ' ',
  'line breaks': '\n',
  punctuation: '=-',
  capitals: 'A',
  ideographs: '漢',
  emoji: '👩‍👩‍👧',
  'marks on letters': 'e\u0301\u0302',
};

const speeds: string[][] = [];
const slow: string[][] = [];
for (const [name, ranks] of Object.entries(libraryRanks) as [EncodingName, TiktokenBPE][]) {
  const { split, below } = encodingRows[name];
  const text = name === 'r50k' ? libraryRanks.p50k.bpe_ranks : ranks.bpe_ranks;
  const made = timed(() => new Encoding(new Vocabulary(text, below), split));
  const reference = timed(() => new Tiktoken(ranks));
  const ours = (sample: string) => made.value.count(sample);
  const theirs = (sample: string) => reference.value.encode(sample, [], []).length;
  speeds.push([
    ...[name, made.ms.toFixed(0), reference.ms.toFixed(0)],
    ...[prose, code].flatMap((sample) => [speed(ours, sample), speed(theirs, sample.slice(0, 50_000))]),
    streamed(made.value).toFixed(0),
  ]);
  for (const [kind, unit] of Object.entries(hostile)) {
    const [short, long] = [1_000, 100_000].map((length) => unit.repeat(Math.ceil(length / unit.length)));
    const took = [timed(() => ours(long!)), timed(() => ours(short!)), timed(() => theirs(short!))];
    slow.push([name, kind, ...took.map(({ ms }) => ms.toFixed(1))]);
  }
}
console.log(
  table(
    [
      ...['encoding', 'init ms', 'js-tiktoken', 'prose MB/s', 'js-tiktoken', 'code MB/s', 'js-tiktoken'],
      'ns / delta of a stream',
    ],
    speeds,
  ),
);
console.log(`\n${table(['encoding', 'text', '100,000: ms', '1,000: ms', '1,000, js-tiktoken: ms'], slow)}`);

function textOf(patterns: readonly string[]): string {
  const files = globSync([...patterns], { cwd: root }).toSorted();
  const text = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  return text.slice(0, 1024 * 1024);
}

function timed<Value>(work: () => Value): { readonly value: Value; readonly ms: number } {
  const started = performance.now();
  const value = work();
  return { value, ms: performance.now() - started };
}

/** Megabytes a second, warm. */
function speed(count: (sample: string) => number, sample: string): string {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4; round += 1) best = Math.min(best, timed(() => count(sample)).ms);
  return (Buffer.byteLength(sample) / best / 1000).toFixed(1);
}

/** Nanoseconds for each piece of an answer of about four characters. */
function streamed(encoding: Encoding): number {
  const pieces = prose.slice(0, 400_000).match(/[\s\S]{1,4}/g) ?? [];
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const counter = new TokenCounter(encoding);
    const { ms } = timed(() => {
      for (const piece of pieces) counter.add(piece);
      return counter.total();
    });
    best = Math.min(best, ms);
  }
  return (best * 1e6) / pieces.length;
}
