import type { Routed } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import { BytesBody } from '../http/bytes-body.ts';
import type { Platform } from '../platform/platform.ts';
import { endpointOf } from '../upstream/discovery/endpoint.ts';
import { endpointAnswer } from './auth/endpoint-answer.ts';
import { ExpiringMap } from './auth/expiring-map.ts';
import { OutsidePart } from './auth/outside-part.ts';
import { saltedDigest } from './auth/salted-digest.ts';
import { type JudgeToken, type TokenGateOptions, type TokenVerdict, tokenGate } from './auth/token-gate.ts';
import { waitFor } from './auth/wait-for.ts';

/** What `introspection` is told. */
export interface IntrospectionOptions extends TokenGateOptions {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the client shows its secret: in `authorization`, or in the form. */
  readonly clientAuth: 'basic' | 'post';
  readonly issuer: readonly string[];
  readonly audience: readonly string[];
  readonly cacheMs: number;
  readonly timeoutMs: number;
}

/** Lets in who bears a token that its issuer calls active (RFC 7662). */
export const introspection = defineFilter({
  name: 'introspection',
  create(options: IntrospectionOptions, { platform, filterId }) {
    return tokenGate(options, filterId, introspector(options, platform));
  },
});

function introspector(options: IntrospectionOptions, platform: Platform): JudgeToken {
  const { clock } = platform;
  const known = new ExpiringMap<TokenVerdict>(maxKnown);
  const digest = saltedDigest(platform.random);
  const ask = asker(options, platform);
  const asked = new ExpiringMap<Promise<Claims>>(maxAsked);
  return async (token, exchange) => {
    const key = digest(token);
    const found = known.get(key, clock.now());
    if (found) return found;
    const underWay = asked.get(key, clock.now());
    if (underWay) return judged(await waitFor(underWay, options.timeoutMs, platform.timers), options, clock.now());
    const answer = ask(token, exchange);
    asked.set(key, answer, clock.now() + options.timeoutMs);
    const over = (): void => asked.delete(key);
    answer.then(over, over);
    const verdict = judged(await answer, options, clock.now());
    const until = goodUntil(verdict, options, clock.now());
    if (until > clock.now()) known.set(key, verdict, until);
    return verdict;
  };
}

function goodUntil(verdict: TokenVerdict, { cacheMs }: IntrospectionOptions, now: number): number {
  if ('why' in verdict) return now + Math.min(cacheMs, maxRefusedMs);
  const expiresMs = numberIn(verdict.claims, 'exp') * 1000;
  return Number.isNaN(expiresMs) ? now + cacheMs : Math.min(now + cacheMs, expiresMs);
}

/** Tokens that are asked about, so that requests with the same one ask once. */
const maxAsked = 1024;
/** Tokens remembered. */
const maxKnown = 10_000;
/** A token that is not known yet may be a moment later. */
const maxRefusedMs = 5000;

type Claims = Readonly<Record<string, unknown>>;

function asker(
  { url, clientId, clientSecret, clientAuth, timeoutMs }: IntrospectionOptions,
  platform: Platform,
): (token: string, exchange: Routed) => Promise<Claims> {
  const endpoint = endpointOf(url, undefined);
  const part = new OutsidePart(`introspection at ${endpoint.authority}`, platform.clock);
  const inForm = clientAuth === 'post';
  const headers = ['content-type', 'application/x-www-form-urlencoded'];
  if (!inForm) headers.push('authorization', `Basic ${btoa(`${formText(clientId)}:${formText(clientSecret)}`)}`);
  return async (token, exchange) => {
    const form = new URLSearchParams({ token, token_type_hint: 'access_token' });
    if (inForm) form.append('client_id', clientId);
    if (inForm) form.append('client_secret', clientSecret);
    const question = () => ({ method: 'POST' as const, headers, body: new BytesBody(form.toString()), timeoutMs });
    const answer = await part.ask(exchange, () => endpointAnswer(endpoint, question(), platform), true);
    if (answer.kind === 'rejected') throw part.useless(`status ${answer.status}`);
    return answer.value;
  };
}

/** What the two stand as beside one another (RFC 6749 §2.3.1). */
function formText(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** The answer is held against the configuration too: an issuer may speak for tokens that are meant for others. */
function judged(claims: Claims, { issuer, audience }: IntrospectionOptions, now: number): TokenVerdict {
  if (claims['active'] !== true) return { why: 'not active' };
  if (numberIn(claims, 'exp') * 1000 <= now) return { why: 'expired' };
  if (numberIn(claims, 'nbf') * 1000 > now + skewMs) return { why: 'not valid yet' };
  if (issuer.length > 0 && !issuer.includes(String(claims['iss']))) return { why: 'another issuer' };
  const aud = claims['aud'];
  const meant: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (audience.length > 0 && !audience.some((one) => meant.includes(one))) return { why: 'another audience' };
  return { claims };
}

const skewMs = 60_000;

/** `NaN` when it is absent, which compares as false. */
function numberIn(claims: Claims, name: string): number {
  const value = claims[name];
  return typeof value === 'number' ? value : Number.NaN;
}
