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
  'a comment of another language': ['# routes\n', 'f.kdl:1:1: comments do not begin with "#"; write //'],
};

describe('a text that is no KDL', () => {
  for (const [name, [text, said]] of Object.entries(mistakes)) {
    test(`is told what to write for ${name}`, async () => {
      const { problems } = await loadConfig({ entry: { name: 'f.kdl', text } });

      assert.equal(problems.map(formatProblem)[0], said);
    });
  }

  test('hears once of one place', async () => {
    const { problems } = await loadConfig({ entry: { name: 'f.kdl', text: 'a {\n b 127.0.0.1:80\n}' } });

    assert.equal(problems.length, 1);
  });
});
