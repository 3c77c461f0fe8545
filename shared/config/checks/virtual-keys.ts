import type { Config } from '../config.ts';
import { routeNames } from '../scopes/route-names.ts';
import type { Check, Look, Path } from './look.ts';

type KeysConfig = NonNullable<Config['virtualKeys']>;

/** Virtual keys are asked for where there are some, can be kept, and open routes that exist. */
export const virtualKeys: Check = (look) => {
  const { virtualKeys: keys } = look.config;
  if (keys) checkKeys(look, keys);
  const currencies = new Set<string>();
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ inference }, index) => {
      if (!inference) return;
      const at = [...path, 'routes', index, 'inference'];
      const { virtualKeys: wanted, costAttribution } = inference;
      if (!keys && wanted !== undefined && wanted !== 'off')
        look.error([...at, 'virtual-keys'], 'there are no virtual keys', 'write a "virtual-keys" block at the top');
      if (keys && wanted !== 'off') currencies.add(costAttribution?.currency ?? 'USD');
    });
    section.filters.forEach(({ type }, index) => {
      if (keys || type !== 'virtual-key') return;
      look.error([...path, 'filters', index], 'there are no virtual keys', 'write a "virtual-keys" block at the top');
    });
  }
  if (currencies.size > 1)
    look.error(['virtual-keys'], `budgets of keys hold over routes that count in ${[...currencies].join(' and ')}`);
};

function checkKeys(look: Look, { store, file, keys }: KeysConfig): void {
  const at: Path = ['virtual-keys'];
  if (file !== undefined && store !== 'disk')
    look.error([...at, 'file'], `"file" has no effect while the store is "${store}"`);
  const hasFiles = !look.hostListens || look.runtime === 'workerd' || look.runtime === undefined;
  if (store === 'disk' && !hasFiles)
    look.error([...at, 'store'], 'the host gives no directory to keep keys in', 'write "memory" or "none"');
  if (store === 'memory') checkMemory(look, [...at, 'store']);
  const [ids, hashes] = [new Set<string>(), new Set<string>()];
  const routes = routeNames(look.config, look.scopes);
  keys.forEach(({ id, hash, routes: opened, budgets, limits }, index) => {
    const place = [...at, 'keys', index];
    if (ids.has(id)) look.error([...place, 'id'], `the key "${id}" is there twice`);
    if (hashes.has(hash.toLowerCase())) look.error([...place, 'hash'], 'another key has the same hash');
    ids.add(id);
    hashes.add(hash.toLowerCase());
    const gone = opened.find((name) => !routes.has(name));
    if (gone !== undefined) look.error([...place, 'routes'], `there is no route "${gone}"`);
    if (limits && Object.values(limits).every((each) => each === undefined))
      look.error([...place, 'limits'], 'there is no limit in it');
    checkBudgets(look, budgets, place);
  });
}

/** What is issued by one process must be known to all that serve beside it. */
function checkMemory(look: Look, path: Path): void {
  if (look.runtime === 'workerd')
    look.error(path, 'each isolate would have keys of its own', 'write "disk", which is a Durable Object there');
  else if (look.config.system.workerThreads !== 1)
    look.error(path, 'each of the "worker-threads" would have keys of its own', 'write "disk"');
}

function checkBudgets(look: Look, budgets: KeysConfig['keys'][number]['budgets'], path: Path): void {
  const names = new Set<string>();
  budgets.forEach(({ name, limit, costLimit }, index) => {
    const at = [...path, 'budgets', index];
    if (names.has(name)) look.error(at, `the budget "${name}" is there twice`, 'give each its own name');
    names.add(name);
    if ((limit === undefined) === (costLimit === undefined))
      look.error(at, 'it needs one limit', 'write "limit" in tokens, or "cost-limit" in money');
  });
}
