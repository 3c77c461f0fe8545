import type { Fields } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { choices, texts } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { kind, variants } from '../fields/variants.ts';
import { absolutePath, newPrefix } from '../forms/absolute-path.ts';
import { host } from '../forms/host.ts';
import { id, reference } from '../forms/id.ts';
import {
  apiKeysFilter,
  basicAuthFilter,
  forwardAuthFilter,
  introspectionFilter,
  jwtFilter,
} from './auth-filters.ts';
import { concurrencyFilter } from './concurrency-filter.ts';
import { headerPolicy } from './header-policy.ts';
import { rateLimitFilter } from './rate-limit-filter.ts';

const agent = {
  agent: text('The agent.', { required: true, form: reference }),
  'timeout-ms': milliseconds('Longest wait for the agent; its own when absent.'),
  'failure-mode': choice('What happens when the agent fails; that of the route when absent.', ['open', 'closed'], {
    spellings: { open: ['fail-open'], closed: ['fail-closed'] },
  }),
  phase: choice('When the agent is asked.', ['request', 'response', 'both'], { default: 'request' }),
  'inspect-body': flag('Shows the agent bodies.', { default: false }),
  'max-body-bytes': size('Largest body that is shown.'),
} as const satisfies Fields;

const compress = {
  algorithms: choices('Codings that are offered, the best first.', ['br', 'gzip', 'zstd', 'deflate'], {
    default: ['br', 'gzip'],
    spellings: { br: ['brotli'] },
    commas: true,
  }),
  'min-size': size('Smallest body that is compressed.', { default: 1024 }),
  level: whole('How hard to try.', { default: 6, min: 1, max: 11 }),
  'content-types': texts('Media types that are compressed.', {
    default: ['text/html', 'text/css', 'application/json', 'application/javascript'],
    commas: true,
  }),
} as const satisfies Fields;

const cors = {
  'allowed-origins': texts('Origins that may read responses; `*` for all.', {
    default: ['*'],
    aliases: ['allow-origins', 'origins'],
    commas: true,
  }),
  'allowed-methods': texts('Methods they may use.', {
    default: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'],
    aliases: ['allow-methods', 'methods'],
    commas: true,
  }),
  'allowed-headers': texts('Headers they may send; those asked for when empty.', {
    default: [],
    aliases: ['allow-headers'],
    commas: true,
  }),
  'exposed-headers': texts('Headers they may read.', { default: [], aliases: ['expose-headers'], commas: true }),
  'allow-credentials': flag('Lets them send cookies.', { default: false }),
  'max-age-secs': seconds('How long a browser may remember the answer.', { default: 86_400, minMs: 0 }),
} as const satisfies Fields;

const log = {
  'log-request': flag('Logs requests.', { default: true }),
  'log-response': flag('Logs responses.', { default: true }),
  'log-body': flag('Logs bodies.', { default: false }),
  'max-body-log-size': size('Largest part of a body that is logged.', { default: 4096 }),
  level: choice('Level of the lines.', ['trace', 'debug', 'info', 'warn', 'error'], { default: 'info' }),
  fields: texts('Fields that are logged; all when empty.', { default: [], commas: true }),
} as const satisfies Fields;

const geo = {
  'database-path': text('Database of addresses and countries.', { required: true }),
  'database-type': choice('Its form; told by its name when absent.', ['maxmind', 'ip2location']),
  action: choice('What happens to the listed countries.', ['block', 'allow', 'log-only'], { default: 'block' }),
  countries: texts('Country codes.', { default: [], commas: true }),
  'on-failure': choice('What happens when a country is not known.', ['open', 'closed'], { default: 'open' }),
  'status-code': whole('Status of a blocked request.', { default: 403, min: 400, max: 599 }),
  'block-message': text('What the client is told.'),
  'cache-ttl-secs': seconds('How long an answer is remembered.', { default: 3600, minMs: 0 }),
  'add-country-header': flag('Adds `X-GeoIP-Country` to responses.', { default: true }),
} as const satisfies Fields;

const newPlace = {
  hostname: text('New host; that of the request when absent.', { form: host }),
  'replace-full-path': text('New path.', { form: absolutePath }),
  'replace-prefix-match': text('New beginning of the path, in place of the longest `path-prefix` that fits.', {
    form: newPrefix,
    mayBeEmpty: true,
  }),
} as const satisfies Fields;

/** One filter, by its `type`. */
export const filter = variants(
  'A step on the way of a request or response.',
  {
    tag: 'type',
    common: { id: text('Name that routes use.', { required: true, form: id }) },
    cases: {
      headers: kind('Changes headers.', {
        phase: choice('Which headers.', ['request', 'response', 'both'], { default: 'request' }),
        ...headerPolicy,
      }),
      timeout: kind('Changes how long to wait.', {
        'request-timeout-secs': seconds('For the whole exchange.'),
        'upstream-timeout-secs': seconds('For the head of an answer, and between two reads of it.'),
        'connect-timeout-secs': seconds('For a connection.'),
      }),
      redirect: kind('Sends the client elsewhere.', {
        'status-code': whole('Status of the answer.', { default: 302, min: 300, max: 308 }),
        scheme: choice('New scheme; that of the request when absent.', ['http', 'https']),
        port: whole('New port.', { min: 1, max: 65_535 }),
        ...newPlace,
      }),
      'url-rewrite': kind('Changes what the upstream is asked for.', newPlace),
      'virtual-key': kind('Lets requests in by a virtual key, and counts and logs them by it.', {
        optional: flag('Lets requests through that show no virtual key.', { default: false }),
      }),
      concurrency: kind('Limits how many requests are under way at once.', concurrencyFilter),
      'rate-limit': kind('Limits how many requests are let through.', rateLimitFilter),
      'basic-auth': kind('Lets users in by name and password.', basicAuthFilter),
      'api-keys': kind('Lets in who shows a key.', apiKeysFilter),
      jwt: kind('Lets in who bears a token that its issuer signed.', jwtFilter),
      introspection: kind('Lets in who bears a token that its issuer calls active.', introspectionFilter),
      'forward-auth': kind('Lets another server decide who is let in.', forwardAuthFilter),
      agent: kind('Asks an agent.', agent, { later: true }),
      compress: kind('Compresses responses.', compress, { later: true }),
      cors: kind('Lets web pages of other origins read responses.', cors, { later: true }),
      log: kind('Logs requests and responses.', log, { later: true }),
      geo: kind('Lets requests through by country.', geo, { later: true }),
    },
  },
  { required: true, args: ['id'] },
);

/** All filters. */
export const filters = blocks('Steps that routes name.', 'filter', filter, { default: [], wrapped: true });
