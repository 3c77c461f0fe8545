import { choosesByPrompt, upstreamsOfModels } from '../compile/ai-strategies.ts';
import { findName, idOf } from '../scopes/find-name.ts';
import type { Scope, Section } from '../scopes/scope.ts';
import { idIn } from './fallbacks.ts';
import type { Check, Look, Path } from './look.ts';

type RouteSettings = Section['routes'][number];

/** AI routes hold together, and what is for them alone stands nowhere else. */
export const inference: Check = (look) => {
  const used = new Set<string | undefined>();
  for (const scope of look.scopes) {
    scope.section.routes.forEach((route, index) => {
      const path = [...scope.path, 'routes', index];
      if (!route.inference) {
        refuseOnOthers(look, route, path);
        return;
      }
      refuseBeside(look, route, path);
      checkRules(look, route.inference, [...path, 'inference', 'model-routing', 'models']);
      for (const name of upstreamsOfModels(route)) used.add(idIn(look, scope, name));
    });
  }
  checkStrategies(look);
  if (look.dropped.size === 0) for (const scope of look.scopes) checkUpstreams(look, scope, used);
};

/** What a route that proxies anything has no use for. */
function refuseOnOthers(look: Look, { fallback, serviceType }: RouteSettings, path: Path): void {
  const refuse = (steps: Path): void => {
    look.error([...path, ...steps], `"${steps.at(-1)}" has no effect on a route without "inference"`);
  };
  if (serviceType === 'inference')
    look.error([...path, 'service-type'], 'service-type "inference" needs "inference" beside it');
  const { triggers, upstreams = [] } = fallback ?? {};
  if (triggers?.onBudgetExhausted) refuse(['fallback', 'triggers', 'on-budget-exhausted']);
  if (triggers?.onBrokenAnswer !== undefined) refuse(['fallback', 'triggers', 'on-broken-answer']);
  upstreams.forEach(({ provider, modelMapping }, index) => {
    if (provider !== undefined) refuse(['fallback', 'upstreams', index, 'provider']);
    if (modelMapping.length > 0) refuse(['fallback', 'upstreams', index, 'model-mapping']);
  });
}

/** What an AI route cannot do. */
function refuseBeside(look: Look, route: RouteSettings, path: Path): void {
  const refuse = (...steps: readonly string[]): void => {
    look.error([...path, ...steps], `"${steps.at(-1)}" cannot stand beside "inference"`, 'make two routes of it');
  };
  if (route.websocket) refuse('websocket');
  if (route.shadow) refuse('shadow');
  if (route.builtinHandler !== undefined) refuse('builtin-handler');
  const { serviceType } = route;
  if (serviceType !== undefined && serviceType !== 'inference' && serviceType !== 'api') refuse('service-type');
}

/** Every rule can be reached, and gets a share. */
function checkRules(look: Look, { modelRouting }: NonNullable<RouteSettings['inference']>, path: Path): void {
  const rules = modelRouting?.models ?? [];
  const shares = new Map<string, number>();
  rules.forEach(({ model, weight }, index) => {
    const pattern = model.toLowerCase();
    shares.set(pattern, (shares.get(pattern) ?? 0) + weight);
    const before = rules.findIndex((rule, at) => at < index && takesAll(rule.model));
    if (before >= 0 && !takesAll(model))
      look.error(
        [...path, index],
        `no model comes to this rule: the one at ${look.whereIs([...path, before])} takes all`,
      );
  });
  rules.forEach(({ model }, index) => {
    if (shares.get(model.toLowerCase()) === 0)
      look.error([...path, index, 'weight'], `all rules for "${model}" have the weight 0`);
  });
}

function takesAll(model: string): boolean {
  return /^\*+$/.test(model);
}

/** An upstream chooses its targets in one way, whoever asks. */
function checkStrategies(look: Look): void {
  const known = new Map<string, { readonly strategy: string; readonly path: Path }>();
  for (const scope of look.scopes) {
    scope.section.routes.forEach((route, index) => {
      const { strategy, queueDepthHeader } = route.inference?.routing ?? {};
      if (strategy === undefined) return;
      const path = [...scope.path, 'routes', index, 'inference', 'routing', 'strategy'];
      if (queueDepthHeader !== undefined && strategy !== 'least-tokens-queued')
        look.error(
          [...path.slice(0, -1), 'queue-depth-header'],
          `"queue-depth-header" has no effect with the strategy "${strategy}"`,
        );
      for (const name of upstreamsOfModels(route)) {
        const found = findName('upstreams', name, scope, look.scopes);
        if (found.kind !== 'found') continue;
        const own = found.thing.loadBalancing.algorithm;
        if (own !== 'round-robin' && own !== strategy)
          look.error(path, `the upstream "${name}" says itself how targets are chosen: "${own}"`, 'say it once');
        const other = known.get(idOf(found));
        if (other && other.strategy !== strategy)
          look.error(path, `the upstream "${name}" is to choose by "${other.strategy}" in ${look.whereIs(other.path)}`);
        known.set(idOf(found), { strategy, path });
      }
    });
  }
}

/** What an upstream says to AI routes is heard by one. */
function checkUpstreams(look: Look, { id: owner, path, section, exports }: Scope, used: ReadonlySet<unknown>): void {
  section.upstreams.forEach((upstream, index) => {
    const { id } = upstream;
    const name = owner === '' ? id : `${owner}:${id}`;
    if (used.has(name) || exports.upstreams.includes(id)) return;
    const own = [...path, 'upstreams', index];
    if (upstream.inference) look.error([...own, 'inference'], `no AI route uses the upstream "${id}"`);
    if (choosesByPrompt({ settings: upstream }))
      look.error(
        [...own, 'load-balancing', 'key'],
        `no AI route uses the upstream "${id}": only those read what is asked`,
      );
  });
}
