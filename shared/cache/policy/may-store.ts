import type { HeaderList } from '../../http/header-list.ts';
import type { Directives } from './directives.ts';
import { hasHeuristics, isUnderstood } from './known-statuses.ts';
import type { SaidToCaches } from './targeted-directives.ts';

/** What of a request decides whether its answer may be kept. */
export interface StoringRequest {
  readonly method: string;
  readonly directives: Directives;
  /** It brought an `authorization` field. */
  readonly isAuthorized: boolean;
}

/** What of its answer does. */
export interface StoringResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly said: SaidToCaches;
}

/** What the configuration says of keeping. */
export interface StoringRules {
  /** Statuses that are kept; those that RFC 9111 lets be kept when absent. */
  readonly statuses: ReadonlySet<number> | undefined;
  /** Keeps what is for one user, under a key of that user. */
  readonly keepsPrivate: boolean;
}

/** Why a response is not kept: a word for the log. */
export type KeptBack =
  | 'method'
  | 'status'
  | 'no-store'
  | 'private'
  | 'authorization'
  | 'set-cookie'
  | 'vary'
  | 'partial'
  | 'no-freshness';

/** Whether a shared cache may keep the answer (RFC 9111 §3); `undefined` when it may. */
export function keptBack(
  request: StoringRequest,
  response: StoringResponse,
  rules: StoringRules,
): KeptBack | undefined {
  const { status, headers, said } = response;
  const { directives } = said;
  if (request.method !== 'GET') return 'method';
  if (status === 206) return 'partial';
  if (!takesStatus(status, directives, rules)) return 'status';
  if (forbidsStoring(status, directives) || request.directives.has('no-store')) return 'no-store';
  if (directives.hasWhole('private') && !rules.keepsPrivate) return 'private';
  if (request.isAuthorized && !rules.keepsPrivate && !isForAll(directives)) return 'authorization';
  if (handsOutCookies(headers, directives)) return 'set-cookie';
  return hasGrounds(response, rules) ? undefined : 'no-freshness';
}

function takesStatus(status: number, directives: Directives, { statuses }: StoringRules): boolean {
  // Parts of a response, and answers to conditions, are not responses of their own.
  if (status < 200 || status === 304) return false;
  if (statuses && !statuses.has(status)) return false;
  return !directives.has('must-understand') || isUnderstood(status);
}

/** `must-understand` goes before `no-store` for those that understand (RFC 9111 §5.2.2.3). */
function forbidsStoring(status: number, directives: Directives): boolean {
  return directives.has('no-store') && !(directives.has('must-understand') && isUnderstood(status));
}

/** Whether an answer to one who proved who they are is for others too (RFC 9111 §3.5). */
function isForAll(directives: Directives): boolean {
  return directives.has('public') || directives.has('s-maxage') || directives.has('must-revalidate');
}

/**
 * A cookie kept is a session handed to strangers: RFC 9111 §7.3 leaves it to the origin to forbid that, and many forget.
 * Where the origin says that the field alone is not to be kept, the rest is.
 */
function handsOutCookies(headers: HeaderList, directives: Directives): boolean {
  if (!headers.has('set-cookie') && !headers.has('set-cookie2')) return false;
  const named = [...directives.fields('private'), ...directives.fields('no-cache')];
  return !named.includes('set-cookie') || headers.has('set-cookie2');
}

/** Something must speak for keeping it: a word of the origin, or a status that is kept without (RFC 9111 §3). */
function hasGrounds({ status, headers, said }: StoringResponse, { keepsPrivate }: StoringRules): boolean {
  const { directives, isTargeted } = said;
  if (directives.has('public') || directives.has('max-age') || directives.has('s-maxage')) return true;
  if (keepsPrivate && directives.has('private')) return true;
  if (!isTargeted && headers.has('expires')) return true;
  return hasHeuristics(status);
}
