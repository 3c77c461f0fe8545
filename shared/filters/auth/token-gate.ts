import type { Routed } from '../../engine/exchange.ts';
import type { FilterHooks } from '../../engine/filter.ts';
import { noteVerified } from '../../engine/verified-claims.ts';
import { Fault } from '../../errors/fault.ts';
import { challengeOf, unauthorized } from './challenge.ts';
import { type ClaimFields, claimFields } from './claim-fields.ts';
import { maxLength, type Shown, schemeCredentials } from './credentials.ts';
import { cookieValues, withoutCookie } from './key-places.ts';
import { TrustedFields } from './trusted-fields.ts';

/** What filters are told that let in who bears a token (RFC 6750). */
export interface TokenGateOptions {
  readonly realm: string;
  /** The cookie that may hold the token in place of `authorization`. */
  readonly cookie?: string | undefined;
  /** Requests without a token go on, and nothing is known of them. A token that is not valid is refused all the same. */
  readonly optional: boolean;
  readonly requiredScopes: readonly string[];
  readonly claimsToHeaders: ClaimFields;
  readonly forwardCredentials: boolean;
}

/** The claims of a token that is valid, or why it is not. */
export type TokenVerdict = { readonly claims: Readonly<Record<string, unknown>> } | { readonly why: string };

/** Judges a token. Rejects with a `Fault` when it cannot. */
export type JudgeToken = (token: string, exchange: Routed) => TokenVerdict | Promise<TokenVerdict>;

/** Makes the hooks of a filter that lets in who bears a token. */
export function tokenGate(options: TokenGateOptions, filterId: string, judge: JudgeToken): FilterHooks {
  const { realm, cookie, optional, requiredScopes } = options;
  const asked = challengeOf('Bearer', { realm });
  const refused = challengeOf('Bearer', { realm, error: 'invalid_token' });
  const scope = requiredScopes.join(' ');
  const lacking = challengeOf('Bearer', { realm, error: 'insufficient_scope', scope });
  const toFields = claimFields(options.claimsToHeaders);
  const names = options.claimsToHeaders.map(([field]) => field);
  const fields = new TrustedFields(options.forwardCredentials ? names : [...names, 'authorization']);

  const letIn = (exchange: Routed, claims: Readonly<Record<string, unknown>>): undefined => {
    if (!hasScopes(claims, requiredScopes)) {
      throw new Fault('scope_insufficient', { detail: scope, headers: { 'www-authenticate': lacking } });
    }
    noteVerified(exchange, filterId, claims);
    fields.write(exchange, toFields(claims));
    if (cookie !== undefined && !options.forwardCredentials) dropCookie(exchange, cookie);
  };

  return {
    async onRequest(exchange) {
      const shown = shownToken(exchange, cookie);
      if (shown.kind === 'bad') throw unauthorized(refused, 'no token can be read');
      if (shown.kind === 'shown') {
        const verdict = await judge(shown.value, exchange);
        if ('why' in verdict) throw unauthorized(refused, verdict.why);
        return letIn(exchange, verdict.claims);
      }
      if (!optional) throw unauthorized(asked, 'no token');
      fields.write(exchange, []);
      return undefined;
    },
    onUpstream: (exchange, headers) => fields.rewrite(exchange, headers),
  };
}

/** The token of a request. Two different ones are bad: the upstream might read the one that was not judged. */
function shownToken({ received }: Routed, cookie: string | undefined): Shown<string> {
  const shown = schemeCredentials(received.headers, 'bearer');
  if (cookie === undefined || shown.kind === 'bad') return shown;
  const others = cookieValues(received.headers, cookie).filter((value) => value !== '');
  const [other] = others;
  if (other === undefined) return shown;
  const token = shown.kind === 'shown' ? shown.value : other;
  return token.length > maxLength || others.some((one) => one !== token) ? bad : { kind: 'shown', value: token };
}

const bad = { kind: 'bad' } as const;

function dropCookie(exchange: Routed, name: string): void {
  const { request } = exchange;
  exchange.request = { ...request, headers: withoutCookie(request.headers, name) };
}

/** Scopes stand in `scope` with blanks between (RFC 8693 §4.2), or in `scp`. */
function hasScopes(claims: Readonly<Record<string, unknown>>, required: readonly string[]): boolean {
  if (required.length === 0) return true;
  const told = Object.hasOwn(claims, 'scope') ? claims['scope'] : Object.hasOwn(claims, 'scp') ? claims['scp'] : '';
  const given: readonly unknown[] = Array.isArray(told) ? told : typeof told === 'string' ? told.split(' ') : [];
  return required.every((scope) => given.includes(scope));
}
