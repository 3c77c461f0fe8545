import type { Exchange } from '../engine/exchange.ts';
import { toldUpstream } from '../engine/told-upstream.ts';
import { type VerifiedClaims, verifiedClaims } from '../engine/verified-claims.ts';
import { digest } from '../http/digest.ts';

/**
 * Who asks, where that is known, and what filters tell the upstream of them: nobody is answered from what was kept for
 * another. Where private answers are kept too, or who asks is known by their rights alone, whatever a client proves itself
 * by tells it from others.
 */
export function tenantOf(exchange: Exchange, keepsPrivate: boolean): string | undefined {
  let tenant = exchange.get(toldUpstream) ?? '';
  let isByCredentials = keepsPrivate;
  for (let verified = exchange.get(verifiedClaims); verified; verified = verified.before) {
    const { filterId, own } = verified;
    const isNamed = namesSomebody(own);
    tenant += `${filterId} ${JSON.stringify(own, isNamed ? lasting : undefined)}\n`;
    isByCredentials ||= !isNamed;
  }
  if (isByCredentials) tenant += credentialsOf(exchange);
  return tenant === '' ? undefined : digest(tenant);
}

/** Whether a filter let the request in and told nothing of who asks: no answer is known to be for anybody else. */
export function isOfUnknownTenant(exchange: Exchange): boolean {
  for (let verified = exchange.get(verifiedClaims); verified; verified = verified.before) {
    if (Object.keys(verified.own).length === 0) return true;
  }
  return false;
}

/** Issuers may leave `sub` out; then each token is somebody of its own. */
function namesSomebody(own: VerifiedClaims['own']): boolean {
  const subject = Object.hasOwn(own, 'sub') ? own['sub'] : undefined;
  return subject !== undefined && subject !== null && subject !== '';
}

/**
 * Leaves out what is another in each token of the same user. All else counts: a token that was given fewer rights gets
 * nothing that was kept for one with more.
 */
function lasting(name: string, value: unknown): unknown {
  return ofOneToken.has(name) ? undefined : value;
}

const ofOneToken: ReadonlySet<string> = new Set(['at_hash', 'auth_time', 'exp', 'iat', 'jti', 'nbf', 'nonce']);

function credentialsOf({ received: { headers } }: Exchange): string {
  let credentials = '';
  for (const name of ['authorization', 'cookie', 'x-api-key']) {
    const value = headers.joined(name);
    if (value !== undefined) credentials += `\n${name}:${value}`;
  }
  return credentials;
}
