import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatProblem } from '../../../shared/config/format-problem.ts';
import { loadConfig } from '../../../shared/config/load.ts';

/** What is written, and what is said of it. */
const mistakes: Readonly<Record<string, readonly [text: string, said: string]>> = {
  'two settings without an end between them': [
    'routes {\n  route "a" { matches { path "/" } upstream "app" }\n}',
    'f.kdl:2:36: a setting begins before the one in front of it ends; write ";" between them, or begin a new line',
  ],
  'a block that is not closed': [
    'routes {\n  route "{" { upstream "app" } // }\n\nupstreams { }\n',
    'f.kdl:5:1: the block that begins in line 1 is not closed; write "}" at its end',
  ],
  'a brace too many': ['routes { }\n}\n', 'f.kdl:2:1: this "}" closes nothing; remove it, or write the "{" it is for'],
  'a raw string of KDL 1 in a text that is neither': [
    'routes { route r"a"; }\nx {',
    'f.kdl:1:17: raw strings are not written r"..." in KDL 2; write #"..."#',
  ],
  'a backslash in a string': [
    'routes { route "\\d" { } }',
    'f.kdl:1:16: Invalid escape "\\d"; write "\\\\" for "\\", or a raw string: #"..."#',
  ],
  'an address without quotes': [
    'listeners {\n  listener "main" { address 127.0.0.1:80 }\n}',
    'f.kdl:2:34: this is neither a number nor a name; put the value in quotes',
  ],
  'an equals sign': [
    'priority = 5',
    'f.kdl:1:10: values follow the name, with nothing but blanks between them; write name "a" "b"',
  ],
  'a brace on a line of its own': ['routes\n{ }', 'f.kdl:2:1: a block has no name; write "{" on the line of the name'],
  'a text that is not ended': [
    'routes {\n  route "a" { upstream "app }\n}\n',
    'f.kdl:4:1: the text that begins in line 2 has no end; write the quotes at its end',
  ],
  'a comment that is not ended': [
    'routes { }\n/* old\n',
    'f.kdl:3:1: the comment that begins in line 2 has no end; write */ at its end',
  ],
  'blocks in blocks in blocks': ['a {'.repeat(50_000), 'f.kdl:1:1: this is nested too deep; write it flatter'],
  'bytes of another alphabet': [
    'routes {\n  route "caf\ufffd" { }\n}',
    'f.kdl:2:13: this is no text in UTF-8; save the file as UTF-8',
  ],
  'a file that is no text': ['\0\u0001', 'f.kdl:1:1: this is no text in UTF-8; save the file as UTF-8'],
  'settings inside of a value': [
    'listeners { listener "main" { address "127.0.0.1:80" { port 1 } } }',
    'f.kdl:1:56: listeners.main.address: "address" takes one value and no settings',
  ],
  'settings inside of a pair': [
    'filters { filter "a" { type "headers"; set { X-A "1" { b 2 } } } }',
    'f.kdl:1:56: filters.a.set: "X-A" takes values, not settings',
  ],
  'a name that ends the line': [
    'routes { route "a\\n\\u{1b}[2J\\u{202e}" { builtin-handler "health" } }',
    `f.kdl:1:16: routes.a\\u{a}\\u{1b}[2J\\u{202e}.id: ${'expected a name of letters, digits, "-", "_" and "."'}, found "a\\n\\u001b[2J\\u{202e}"`,
  ],
  'a comment of another language': ['# routes\n', 'f.kdl:1:1: comments do not begin with "#"; write //'],
};

describe('a text that is no KDL', () => {
  for (const [name, [text, said]] of Object.entries(mistakes)) {
    test(`is told what to write for ${name}`, async () => {
      const { problems } = await loadConfig({ entry: { name: 'f.kdl', text } });

      assert.equal(problems.map(formatProblem)[0], said);
    });
  }

  test('hears nothing of a missing listener where one is wrong', async () => {
    for (const text of ['listeners { listener "ü" { address "127.0.0.1:80" } }', 'listenrs { }', 'listeners 5']) {
      const { problems } = await loadConfig({ entry: { name: 'f.kdl', text }, runtime: 'node' });

      assert.equal(problems.length, 1, problems.map(formatProblem).join('\n'));
    }
  });

  test('hears once of one place', async () => {
    const { problems } = await loadConfig({ entry: { name: 'f.kdl', text: 'a {\n b 127.0.0.1:80\n}' } });

    assert.equal(problems.length, 1);
  });
});
