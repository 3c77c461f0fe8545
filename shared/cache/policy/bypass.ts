import type { Exchange } from '../../engine/exchange.ts';
import { upgradeOf } from '../../engine/upgrade.ts';
import { isOfUnknownTenant } from '../tenant.ts';
import { hasUnkeyedPower } from './unkeyed.ts';

/** What the configuration leaves out of the cache. */
export interface BypassRules {
  readonly methods: ReadonlySet<string>;
  /** In lower case, without dot. */
  readonly extensions: ReadonlySet<string>;
  readonly paths: readonly RegExp[];
}

/** Why a request is not for the cache: a word for the log. */
export type BypassReason =
  | 'method'
  | 'excluded'
  | 'body'
  | 'upgrade'
  | 'condition'
  | 'unkeyed-field'
  | 'unknown-tenant';

/** Whether the cache has nothing to do with a request; `undefined` when it has. */
export function bypassReason(exchange: Exchange, rules: BypassRules): BypassReason | undefined {
  const { request, received, body, path } = exchange;
  if (!rules.methods.has(request.method)) return 'method';
  // Some origins read the body of a GET, which no key holds.
  if (body !== null) return 'body';
  if (upgradeOf(received) !== undefined) return 'upgrade';
  if (isExcluded(path, rules)) return 'excluded';
  // These are for the origin to judge (RFC 9111 §4.3.2).
  if (request.headers.has('if-match') || request.headers.has('if-unmodified-since')) return 'condition';
  if (hasUnkeyedPower(exchange)) return 'unkeyed-field';
  return isOfUnknownTenant(exchange) ? 'unknown-tenant' : undefined;
}

function isExcluded(path: string, { extensions, paths }: BypassRules): boolean {
  if (extensions.size > 0) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const dot = name.lastIndexOf('.');
    if (dot !== -1 && extensions.has(name.slice(dot + 1).toLowerCase())) return true;
  }
  return paths.some((form) => form.test(path));
}

/** The form of paths that a pattern names: `*` stands for no slash, `**` for anything, `?` for one character. */
export function pathForm(pattern: string): RegExp {
  const source = pattern.replace(special, (part) => forms[part] ?? `\\${part}`);
  return new RegExp(`^${source}$`);
}

const special = /\*\*|[*?.+^${}()|[\]\\]/g;
const forms: Readonly<Record<string, string>> = { '**': '.*', '*': '[^/]*', '?': '.' };
