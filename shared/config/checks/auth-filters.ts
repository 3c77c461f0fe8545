import { isPasswordHash } from '../../filters/auth/password-hash.ts';
import { folded } from '../../filters/auth/trusted-fields.ts';
import { hopByHop } from '../../http/hop-by-hop.ts';
import type { Config } from '../config.ts';
import { headerName } from '../forms/header-name.ts';
import { sha256 } from '../forms/sha-256.ts';
import type { Check, Look, Path } from './look.ts';

type FilterConfig = Config['filters'][number];
type Of<Type extends FilterConfig['type']> = Extract<FilterConfig, { readonly type: Type }>;

/** Filters that let clients in can tell who they are, and write no field that is not theirs. */
export const authFilters: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.filters.forEach((filter, index) => {
      const at = [...path, 'filters', index];
      if (filter.type === 'basic-auth') checkUsers(look, filter, at);
      if (filter.type === 'api-keys') checkKeys(look, filter, at);
      if (filter.type === 'jwt') checkTokens(look, filter, at);
      if (filter.type === 'introspection') {
        checkClaims(look, filter.claimsToHeaders, at);
        checkPrivacy(look, filter.url, [...at, 'url']);
      }
      if (filter.type === 'forward-auth') checkForward(look, filter, at);
    });
  }
};

function checkUsers(look: Look, { users, userHeader }: Of<'basic-auth'>, at: Path): void {
  checkTwice(
    look,
    users.map(({ name }) => name),
    [...at, 'users'],
  );
  users.forEach(({ name, hash }, index) => {
    if (name.includes(':')) look.error([...at, 'users', index, 'name'], 'a name with ":" can never be sent');
    if (isPasswordHash(hash)) return;
    const hint = 'write one of bcrypt ($2b$), argon2id ($argon2id$v=19$) or scrypt ($scrypt$) of at most 64 MiB';
    look.error([...at, 'users', index, 'hash'], 'this is no hash of a password that can be checked', hint);
  });
  if (userHeader !== undefined) checkWritten(look, userHeader, [...at, 'user-header']);
}

function checkKeys(look: Look, { keys, header, query, cookie, nameHeader }: Of<'api-keys'>, at: Path): void {
  checkTwice(
    look,
    keys.map(({ name }) => name),
    [...at, 'keys'],
  );
  if (new Set(keys.map(({ hash }) => hash.toLowerCase())).size < keys.length)
    look.error([...at, 'keys'], 'a hash is there twice');
  keys.forEach(({ hash }, index) => {
    if (sha256.accepts(hash)) return;
    // Perhaps it is the key itself, which must not be shown.
    look.error([...at, 'keys', index, 'hash'], `this is not ${sha256.name}`);
  });
  if (header.length === 0 && query === undefined && cookie === undefined)
    look.error(at, 'there is no place for a key', 'write "header", "query" or "cookie"');
  header.forEach((name, index) => {
    if (name.toLowerCase() === 'cookie' || isOurs(name))
      look.error([...at, 'header', index], `"${name}" cannot hold a key`);
  });
  if (nameHeader === undefined) return;
  checkWritten(look, nameHeader, [...at, 'name-header']);
  if (header.some((name) => folded(name) === folded(nameHeader)))
    look.error([...at, 'name-header'], `"${nameHeader}" holds the key`);
}

function checkTokens(look: Look, filter: Of<'jwt'>, at: Path): void {
  const { jwksUrl, jwks, secret, algorithms = [], issuer } = filter;
  const sources = [jwksUrl, jwks, secret].filter((source) => source !== undefined);
  if (sources.length === 0) look.error(at, 'there is no key', 'write "jwks-url", "jwks" or "secret"');
  if (sources.length > 1) look.error(at, '"jwks-url", "jwks" and "secret" name keys in several places');
  if (jwksUrl === undefined) {
    for (const [name, value] of [
      ['jwks-cache-secs', filter.jwksCacheMs],
      ['timeout-ms', filter.timeoutMs],
    ] as const)
      if (value !== undefined) look.error([...at, name], `"${name}" has no effect without "jwks-url"`);
  } else checkPrivacy(look, jwksUrl, [...at, 'jwks-url']);
  if (jwks !== undefined && !isKeySet(jwks)) look.error([...at, 'jwks'], 'this is no set of keys as JSON');
  if (secret !== undefined && secret.length < 32)
    look.error([...at, 'secret'], 'whoever sees a token can guess a key of fewer than 32 characters');
  if (secret === undefined && sources.length === 1 && issuer.length === 0)
    look.error(at, '"issuer" is missing', 'write what the claim "iss" of your tokens holds');
  algorithms.forEach((algorithm, index) => {
    if (algorithm.startsWith('HS') === (secret !== undefined)) return;
    const why = secret === undefined ? 'needs a "secret": other keys are public' : 'has no effect with a "secret"';
    look.error([...at, 'algorithms', index], `"${algorithm}" ${why}`);
  });
  checkClaims(look, filter.claimsToHeaders, at);
}

function checkPrivacy(look: Look, url: string, at: Path): void {
  if (url.startsWith('https:') || /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(url)) return;
  look.warning(at, 'what goes over the network unencrypted can be read and replaced by others', 'use "https://"');
}

function isKeySet(text: string): boolean {
  try {
    const read = JSON.parse(text) as { readonly keys?: unknown } | null;
    const keys = read?.keys;
    return Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null && !Array.isArray(key));
  } catch {
    // Not JSON.
    return false;
  }
}

function checkClaims(look: Look, pairs: Of<'jwt'>['claimsToHeaders'], at: Path): void {
  for (const [name] of pairs) checkWritten(look, name, [...at, 'claims-to-headers']);
  checkTwice(
    look,
    pairs.map(([name]) => folded(name)),
    [...at, 'claims-to-headers'],
  );
}

function checkForward(look: Look, { upstreamHeaders, requestHeaders }: Of<'forward-auth'>, at: Path): void {
  upstreamHeaders.forEach((name, index) => {
    checkWritten(look, name, [...at, 'upstream-headers', index]);
  });
  checkTwice(look, upstreamHeaders.map(folded), [...at, 'upstream-headers']);
  requestHeaders.forEach((name, index) => {
    if (isOurs(name)) look.error([...at, 'request-headers', index], `"${name}" is written by Sentinel`);
  });
}

function checkWritten(look: Look, name: string, at: Path): void {
  if (!headerName.accepts(name)) look.error(at, `"${name}" is not the name of a header`);
  else if (isOurs(name)) look.error(at, `"${name}" is written by Sentinel, and cannot tell who asks`);
}

/** Fields of the connection, and those by which Sentinel says itself who asks and where. */
function isOurs(name: string): boolean {
  const read = folded(name);
  return hopByHop.has(read) || ours.has(read) || read.startsWith('x-forwarded-');
}

const ours: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'connection', 'transfer-encoding', 'upgrade', 'te', 'expect', 'forwarded', 'via'],
  ...['x-real-ip', 'x-correlation-id', 'x-trace-id', 'traceparent', 'tracestate'],
]);

function checkTwice(look: Look, names: readonly string[], at: Path): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) look.error(at, `"${twice}" is there twice`);
}
