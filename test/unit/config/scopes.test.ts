import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfig } from '../../../shared/config/load.ts';
import { findName, idOf } from '../../../shared/config/scopes/find-name.ts';
import { scopesOf } from '../../../shared/config/scopes/scope.ts';

const text = `
  ${upstreams('whole', 'near', 'exported')}
  namespace "a" {
    ${upstreams('near', 'own')}
    service "s" { ${upstreams('own', 'deep')} }
  }
  namespace "b" {
    ${upstreams('own', 'exported', 'seen')}
    exports { upstreams "exported" "seen" }
  }`;

/** Where a name leads to from a scope. */
async function from(scope: string, name: string): Promise<string> {
  const { config } = await loadConfig({ entry: { name: 'a.kdl', text } });
  const scopes = scopesOf(config!);
  const found = findName('upstreams', name, scopes.find(({ id }) => id === scope)!, scopes);
  return found.kind === 'found' ? idOf(found) : found.kind;
}

describe('names', () => {
  const rows: readonly [promise: string, scope: string, name: string, leadsTo: string][] = [
    ['of a service come first in it', 'a:s', 'own', 'a:s:own'],
    ['of its namespace come next', 'a:s', 'near', 'a:near'],
    ['that a namespace exports come before those of the whole', 'a', 'exported', 'b:exported'],
    ['of the whole come last', 'a:s', 'whole', 'whole'],
    ['of the whole come first in it', '', 'exported', 'exported'],
    ['that are exported are seen by the whole', '', 'seen', 'b:seen'],
    ['of a service are not seen by its namespace', 'a', 'deep', 'missing'],
    ['of a service are seen by its namespace when it says where', 'a', 'a:s:deep', 'a:s:deep'],
    ['of other namespaces are not seen', '', 'own', 'missing'],
    ['of other namespaces are hidden when asked for', 'a', 'b:own', 'hidden'],
    ['that are exported may be asked for', 'a', 'b:seen', 'b:seen'],
  ];
  for (const [promise, scope, name, leadsTo] of rows) {
    test(promise, async () => {
      assert.equal(await from(scope, name), leadsTo);
    });
  }
});

function upstreams(...names: readonly string[]): string {
  return `upstreams { ${names.map((name) => `upstream "${name}" { target "${name}.test:80" }`).join('; ')} }`;
}
