import type { Fields } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { choice } from '../fields/choice.ts';
import { milliseconds, seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { whole } from '../fields/number.ts';
import { size } from '../fields/size.ts';
import { text } from '../fields/text.ts';
import { kind, variants } from '../fields/variants.ts';
import { absolutePath, newPrefix } from '../forms/absolute-path.ts';
import { host } from '../forms/host.ts';
import { id, reference } from '../forms/id.ts';
import { apiKeysFilter, basicAuthFilter, forwardAuthFilter, introspectionFilter, jwtFilter } from './auth-filters.ts';
import { compressFilter, decompressFilter } from './coding-filters.ts';
import { concurrencyFilter } from './concurrency-filter.ts';
import { corsFilter } from './cors-filter.ts';
import { errorPagesFilter } from './error-pages.ts';
import { geoFilter } from './geo-filter.ts';
import { headerPolicy } from './header-policy.ts';
import { logFilter } from './log-filter.ts';
import { faultFilter, ipAccessFilter, maintenanceFilter, stripPrefixFilter } from './passage-filters.ts';
import { rateLimitFilter } from './rate-limit-filter.ts';
import { requestIdFilter, requestSizeFilter } from './request-filters.ts';
import { securityHeadersFilter } from './security-headers-filter.ts';
import { trafficSplitFilter } from './traffic-split-filter.ts';

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

const newPlace = {
  hostname: text('New host; that of the request when absent.', { form: host }),
  'replace-full-path': text('New path.', { form: absolutePath }),
  'replace-prefix-match': text('New beginning of the path, in place of the longest `path-prefix` that fits.', {
    form: newPrefix,
    mayBeEmpty: true,
  }),
  'path-regex': text('Pattern of the paths that are changed; all others are left alone.'),
  'replace-regex-match': text('What stands in place of the match; `$1` and `$<name>` are what its groups caught.'),
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
      'strip-prefix': kind('Takes the beginning of the path away.', stripPrefixFilter),
      'traffic-split': kind('Sends a part of the requests to other upstreams.', trafficSplitFilter),
      'ip-access': kind('Lets requests through by the address of the client.', ipAccessFilter),
      maintenance: kind('Answers all but a few with "come back later".', maintenanceFilter),
      fault: kind('Delays and fails requests on purpose.', faultFilter),
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
      compress: kind('Compresses responses.', compressFilter),
      decompress: kind('Decodes what clients or upstreams compressed.', decompressFilter),
      cors: kind('Lets web pages of other origins read responses.', corsFilter),
      'security-headers': kind('Adds headers that keep browsers from doing harm.', securityHeadersFilter),
      'request-size': kind('Refuses larger request bodies.', requestSizeFilter),
      'request-id': kind('Gives requests an id that all see.', requestIdFilter),
      'error-pages': kind('Says what errors look like.', errorPagesFilter),
      log: kind('Logs requests and responses.', logFilter),
      geo: kind('Lets requests through by country.', geoFilter),
    },
  },
  { required: true, args: ['id'] },
);

/** All filters. */
export const filters = blocks('Steps that routes name.', 'filter', filter, { default: [], wrapped: true });
