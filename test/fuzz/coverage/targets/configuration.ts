import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { loadConfig } from '../../../../shared/config/load.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

/** Configurations in both formats: whatever stands in them becomes a configuration or problems with their places. */
export const configuration: FuzzTarget = {
  name: 'configuration',
  material: {
    seeds: [
      'schema-version "1.0"\nlisteners { listener "a" { address "127.0.0.1:80" } }\nroutes { route "r" { matches { path-prefix "/" } upstream "u" } }\nupstreams { upstream "u" { target "127.0.0.1:81" weight=2 } }\n',
      '// a\nsystem { worker-threads 2 }\n/- x 1\nlimits max-body-size="1M"\nfilters { filter "f" { type "timeout"; upstream-timeout-secs 0.4 } }\n',
      '{ "schema-version": "1.0", "listeners": [{ "id": "a", "address": "127.0.0.1:80" }], /* c */ "upstreams": [], }',
      '{"a":{"b":[1,-2.5e3,true,false,null,"\\u00e9\\n"]}}',
    ],
    tokens: [
      ...[
        '{',
        '}',
        '[',
        ']',
        '"',
        '#"',
        '"#',
        '"""',
        '\\',
        '\\u{41}',
        '\n',
        ';',
        '=',
        ',',
        ':',
        '//',
        '/*',
        '*/',
        '/-',
      ],
      ...[
        '#true',
        '#null',
        '#inf',
        'true',
        'null',
        '0x1f',
        '1_000',
        '1e400',
        '(a)',
        'include "x"',
        'routes',
        'upstreams',
      ],
      ...[
        '__proto__',
        'constructor',
        '${A}',
        'listener',
        'match',
        'path-regex "("',
        '{'.repeat(70),
        '['.repeat(70),
        '\0',
      ],
    ],
  },
  async run(input) {
    const text = Buffer.from(input, 'latin1').toString('latin1');
    const name = text.trimStart().startsWith('{') ? 'a.json' : 'a.kdl';
    const { config, problems } = await loadConfig({ entry: { name, text } });

    assert.ok(config !== undefined || problems.length > 0, 'neither a configuration nor a problem');
  },
};
