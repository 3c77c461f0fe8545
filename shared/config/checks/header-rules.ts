import { headerName } from '../forms/header-name.ts';
import type { Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

/** Rules for headers name fields that a rule can change, with values that can be sent. */
export const headerRules: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ policies, errorPages }, index) => {
      const here = [...path, 'routes', index];
      checkRules(look, policies.requestHeaders, [...here, 'policies', 'request-headers'], ['request']);
      checkRules(look, policies.responseHeaders, [...here, 'policies', 'response-headers'], ['response']);
      errorPages?.pages.forEach(({ headers }, at) => {
        const there = [...here, 'error-pages', 'pages', at, 'headers'];
        for (const pair of headers) checkPair(look, pair, there);
      });
    });
    section.filters.forEach((filter, index) => {
      if (filter.type === 'error-pages') {
        filter.pages.forEach(({ headers }, at) => {
          for (const pair of headers) checkPair(look, pair, [...path, 'filters', index, 'pages', at, 'headers']);
        });
      }
      if (filter.type !== 'headers') return;
      const sides = filter.phase === 'both' ? (['request', 'response'] as const) : [filter.phase];
      checkRules(look, filter, [...path, 'filters', index], sides);
    });
  }
};

type Rules = Section['routes'][number]['policies']['requestHeaders'];
type Side = 'request' | 'response';

function checkRules(look: Look, { rename, set, add, remove }: Rules, path: Path, sides: readonly Side[]): void {
  for (const [from, to] of rename) {
    checkName(look, from, [...path, 'rename']);
    checkName(look, to, [...path, 'rename']);
    if (isHost(from) && sides.includes('request')) refuseHost(look, [...path, 'rename']);
  }
  for (const pair of set) checkPair(look, pair, [...path, 'set']);
  for (const pair of add) checkPair(look, pair, [...path, 'add']);
  remove.forEach((name, index) => {
    checkName(look, name, [...path, 'remove', index]);
    if (isHost(name) && sides.includes('request')) refuseHost(look, [...path, 'remove', index]);
  });
}

function checkPair(look: Look, [name, value]: readonly [string, string], path: Path): void {
  checkName(look, name, path);
  if (unsendable.test(value)) look.error(path, `the value of "${name}" holds a control character`);
}

function checkName(look: Look, name: string, path: Path): void {
  if (!headerName.accepts(name)) look.error(path, `"${name}" is not the name of a header`);
  if (!ours.has(name.toLowerCase())) return;
  look.error(path, `"${name}" belongs to one connection and is written by Sentinel; a rule for it has no effect`);
}

function refuseHost(look: Look, path: Path): void {
  look.error(path, 'every request has a "Host"; it can be set, but not taken away', 'write set { Host "..." }');
}

function isHost(name: string): boolean {
  return name.toLowerCase() === 'host';
}

/** Fields that frame a message or speak of one connection (RFC 9110 §7.6.1, RFC 9112 §6). */
const ours: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const unsendable = /[\x00-\x08\x0a-\x1f\x7f]/;
