import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatProblem } from '../../shared/config/format-problem.ts';
import { type Loaded, loadConfig } from '../../shared/config/load.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = globSync(['README.md', 'docs/*.md'], { cwd: root }).toSorted();

/**
 * A block of a document. After `kdl` stands what it is: nothing for a whole file, `part` for nodes of the top, `route`,
 * `upstream`, `listener` or `filter` for what stands inside of one, `refused` for what must be an error.
 */
interface Block {
  readonly kind: string;
  readonly text: string;
  readonly line: number;
}

/** Files that are not there before their numbers have been measured. */
const measured = ['test/bench/RESULTS.md'];

describe('documents', () => {
  for (const document of documents) {
    for (const { kind, text, line } of blocksOf(document)) {
      test(`${document}:${line} is ${kind === 'refused' ? 'refused' : 'a configuration that loads'}`, async () => {
        const wrap = wrappers[kind] ?? assert.fail(`there is no kind of block "${kind}"`);
        const problems = (await loaded(wrap(text))).filter(({ severity }) => severity === 'error');

        if (kind === 'refused') assert.notDeepEqual(problems, []);
        else assert.deepEqual(problems.map(formatProblem), []);
      });
    }

    test(`${document} links to what is there`, () => {
      const links = Array.from(textOf(document).matchAll(/\]\(([^)#\s]+)/g), (match) => match[1]!);
      const files = links.filter((link) => !/^[a-z]+:/.test(link));
      const missing = files.filter(
        (file) => !measured.includes(file) && !existsSync(join(root, dirname(document), file)),
      );

      assert.deepEqual(missing, []);
    });

    test(`${document} links to headings that are there`, () => {
      const wanted = Array.from(textOf(document).matchAll(/\]\(#([^)\s]+)\)/g), (match) => match[1]!);
      const headings = new Set(Array.from(textOf(document).matchAll(/^#+ (.+)$/gm), (match) => anchorOf(match[1]!)));

      assert.deepEqual(
        wanted.filter((anchor) => !headings.has(anchor)),
        [],
      );
    });
  }
});

const named = 'matches { path-prefix "/named" }';

const wrappers: Readonly<Record<string, (text: string) => string>> = {
  '': (text) => text,
  refused: (text) => text,
  part: (text) => text,
  route: (text) => `routes { route "doc" {\n${/^matches\b/m.test(text) ? '' : named}\n${text}\n} }`,
  upstream: (text) =>
    `upstreams { upstream "doc" {\n${/^target\b/m.test(text) ? '' : 'target "127.0.0.1:1"'}\n${text}\n} }`,
  listener: (text) =>
    `listeners { listener "doc" {\n${/^address\b/m.test(text) ? '' : 'address "127.0.0.1:1"'}\n${text}\n} }`,
  filter: (text) => `filters { filter "doc" {\n${text}\n} }`,
};

/** Loads a text; names that only the rest of a file could have are added, as are the files and variables it names. */
async function loaded(text: string): Promise<Loaded['problems']> {
  const env = Object.fromEntries(
    Array.from(text.matchAll(/\$\{(\w+)|\benv "(\w+)"/g), ([, a, b]) => [a ?? b!, '12345678']),
  );
  const listener = /^listeners\b/m.test(text) ? '' : '\nlisteners { listener "main" { address "127.0.0.1:8080" } }';
  const files = { read: contentOf, glob: (pattern: string) => (pattern.includes('*') ? [] : [pattern]) };
  let whole = `${text}${listener}`;
  for (let tries = 0; ; tries += 1) {
    const { problems } = await loadConfig({ entry: { name: 'block.kdl', text: whole }, env, ...files });
    const additions = new Set(problems.map(({ message }) => missing(message)).filter((one) => one !== undefined));
    if (additions.size === 0 || tries > 2) return problems;
    whole += [...additions].join('');
  }
}

/** What a file with this name would hold. */
function contentOf(path: string): string {
  if (path.endsWith('.kdl')) return '';
  if (path.endsWith('.yaml')) return 'openapi: 3.1.0';
  if (path.endsWith('.json')) return '{}';
  if (!path.endsWith('.pem')) return 'text';
  const kind = path.includes('key') ? 'key' : 'pem';
  return readFileSync(join(root, `test/fixtures/tls/client.${kind}`), 'utf8');
}

/** What a message says is not there, made. */
function missing(message: string): string | undefined {
  const [, kind, name] = /^there is no (upstream|filter|route) "([\w-]+)"$/.exec(message) ?? [];
  if (kind === 'upstream') return `\nupstreams { upstream "${name}" { target "127.0.0.1:1" } }`;
  if (kind === 'filter') return `\nfilters { filter "${name}" { type "headers"; set { X-A "1" } } }`;
  if (kind === 'route') return `\nroutes { route "${name}" { ${named}; builtin-handler "health" } }`;
  return undefined;
}

function blocksOf(document: string): Block[] {
  const text = textOf(document);
  return Array.from(text.matchAll(/^( *)```kdl ?(\w*)\n([\s\S]*?)^\1```$/gm), (match) => ({
    kind: match[2]!,
    text: match[3]!,
    line: text.slice(0, match.index).split('\n').length,
  }));
}

function textOf(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
