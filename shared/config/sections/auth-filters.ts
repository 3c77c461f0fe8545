import { block, type Fields } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { choices, texts } from '../fields/list.ts';
import { pairs } from '../fields/pairs.ts';
import { secret } from '../fields/secret.ts';
import { text } from '../fields/text.ts';
import { headerName } from '../forms/header-name.ts';
import { httpUrl } from '../forms/http-url.ts';
import { reference } from '../forms/id.ts';
import { realm } from '../forms/realm.ts';
import { requestTarget } from '../forms/request-target.ts';

const common = {
  realm: text('What clients are told they are asked for.', { default: 'Sentinel', form: realm }),
} as const satisfies Fields;

/** Options of the `basic-auth` filter. */
export const basicAuthFilter = {
  ...common,
  users: blocks(
    'Who is let in.',
    'user',
    block(
      'One user.',
      {
        name: text('The name.', { required: true }),
        hash: secret('Hash of the password: bcrypt, argon2id or scrypt.', { required: true }),
      },
      { required: true, args: ['name', 'hash'] },
    ),
    { required: true },
  ),
  'cache-secs': seconds('How long a password that was right is not checked again.', { default: 300, minMs: 0 }),
  'user-header': text('Header that tells the upstream who asks.', { form: headerName }),
  'forward-credentials': flag('Sends name and password on to the upstream.', { default: false }),
} as const satisfies Fields;

/** Options of the `api-keys` filter. */
export const apiKeysFilter = {
  ...common,
  keys: blocks(
    'Keys that are let in.',
    'key',
    block(
      'One key.',
      {
        name: text('What it goes by.', { required: true }),
        hash: secret('SHA-256 of the key, in hexadecimal.', { required: true }),
      },
      { required: true, args: ['name', 'hash'] },
    ),
    { required: true },
  ),
  header: texts('Headers that may hold a key; in `Authorization` it stands after a scheme.', {
    default: ['X-Api-Key'],
    form: headerName,
  }),
  query: text('Parameter of the query that may hold a key.'),
  cookie: text('Cookie that may hold a key.', { form: headerName }),
  'name-header': text('Header that tells the upstream whose key it was.', { form: headerName }),
  'forward-credentials': flag('Sends the key on to the upstream.', { default: false }),
} as const satisfies Fields;

const signatures = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
  'Ed25519',
  'HS256',
  'HS384',
  'HS512',
] as const;

const token = {
  ...common,
  cookie: text('Cookie that may hold the token in place of `Authorization`.', { form: headerName }),
  optional: flag('Lets requests without a token through; a token that is not valid is refused all the same.', {
    default: false,
  }),
  issuer: texts('Issuers whose tokens are taken.', { default: [] }),
  audience: texts('Audiences, one of which the token must be for; any when absent.', { default: [] }),
  'required-scopes': texts('Scopes that the token must have.', { default: [] }),
  'claims-to-headers': pairs('Headers that tell the upstream of claims: the header and the claim.', { default: {} }),
  'forward-credentials': flag('Sends the token on to the upstream.', { default: true }),
} as const satisfies Fields;

/** Options of the `jwt` filter. */
export const jwtFilter = {
  ...token,
  'jwks-url': text('Where the issuer publishes its keys.', { form: httpUrl }),
  'jwks-cache-secs': seconds('How long they are not asked for again; five minutes when absent.'),
  'timeout-ms': milliseconds('Longest wait for them; two seconds when absent.'),
  jwks: secret('The keys themselves, as JSON.'),
  secret: secret('The key that issuer and Sentinel share, of at least 32 characters.'),
  algorithms: choices(
    'Algorithms that tokens may be signed with; HS256 with a `secret`, else all of public keys when absent.',
    signatures,
    { commas: true },
  ),
  'clock-skew-secs': seconds('How far clocks may be apart.', { default: 60, minMs: 0 }),
} as const satisfies Fields;

/** Options of the `introspection` filter. */
export const introspectionFilter = {
  ...token,
  url: text('Where the issuer is asked about tokens.', { required: true, form: httpUrl }),
  'client-id': text('Who asks.', { required: true }),
  'client-secret': secret('The secret it is known by.', { required: true }),
  'client-auth': choice('Where the secret stands: in `Authorization`, or in the form.', ['basic', 'post'], {
    default: 'basic',
  }),
  'timeout-ms': milliseconds('Longest wait for an answer.', { default: 2000 }),
  'cache-secs': seconds('How long an answer is not asked for again; never beyond the end of the token.', {
    default: 30,
    minMs: 0,
  }),
} as const satisfies Fields;

/** Options of the `forward-auth` filter. */
export const forwardAuthFilter = {
  upstream: text('The upstream that decides.', { required: true, form: reference }),
  path: text('What it is asked for, perhaps with a query.', { default: '/', form: requestTarget }),
  'request-headers': texts('Headers of the request that it is shown.', {
    default: ['Authorization', 'Cookie'],
    form: headerName,
    commas: true,
  }),
  'upstream-headers': texts('Headers of its answer that go along with the request.', {
    default: [],
    form: headerName,
    commas: true,
  }),
  'timeout-ms': milliseconds('Longest wait for its answer.', { default: 2000 }),
} as const satisfies Fields;
