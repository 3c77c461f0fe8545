import type { Answered, Exchange } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import type { Reply } from '../engine/reply.ts';
import { HeaderList } from '../http/header-list.ts';
import { addVary } from '../http/vary.ts';
import { originRule } from './origin-rule.ts';

/** What `cors` is told. */
export interface CorsOptions {
  /** Origins, patterns of origins, or `*` for all; never `*` together with credentials. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  /** Those asked for when empty. */
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly allowPrivateNetwork: boolean;
  readonly maxAgeMs: number;
}

/**
 * Tells browsers which pages of other origins may read responses, and answers what they ask beforehand. What the
 * upstream says about it gives way.
 */
export const cors = defineFilter({
  name: 'cors',
  create(options: CorsOptions) {
    const policy = policyOf(options);
    return {
      onRequest: (exchange) => (isPreflight(exchange) ? answerPreflight(exchange, policy) : undefined),
      onResponse(exchange) {
        // Our own answer is complete; one of a filter before us has let nobody in.
        if (!isPreflight(exchange)) allowRead(exchange, policy);
      },
    };
  },
});

/** The options as they are sent. */
interface Policy {
  /** What to answer an origin; `undefined` when it may not read. */
  readonly allow: (origin: string | undefined) => string | undefined;
  readonly credentials: boolean;
  readonly privateNetwork: boolean;
  readonly exposed: string;
  readonly methods: string;
  /** Empty: those asked for. */
  readonly headers: string;
  readonly maxAge: string;
}

function policyOf(options: CorsOptions): Policy {
  const { allowedOrigins, allowedMethods, allowedHeaders, exposedHeaders } = options;
  const isListed = originRule(allowedOrigins);
  const isForAll = allowedOrigins.includes('*');
  return {
    allow: (origin) => (isForAll ? '*' : origin !== undefined && isListed(origin) ? origin : undefined),
    credentials: options.allowCredentials && !isForAll,
    privateNetwork: options.allowPrivateNetwork,
    exposed: exposedHeaders.join(', '),
    methods: allowedMethods.join(', '),
    headers: allowedHeaders.join(', '),
    maxAge: String(Math.floor(options.maxAgeMs / 1000)),
  };
}

/** A browser asks whether it may send a request of this kind (Fetch, CORS-preflight request). */
function isPreflight({ received: { method, headers } }: Exchange): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method');
}

/** Never reaches the upstream. Who may not read is told nothing, which browsers take for a no. */
function answerPreflight({ received }: Exchange, policy: Policy): Reply {
  const headers = HeaderList.of({ vary: preflightVary });
  const asked = received.headers;
  const allowed = policy.allow(asked.get('origin'));
  if (allowed === undefined) return { head: { status: 204, headers }, body: null };
  headers.append('access-control-allow-origin', allowed);
  headers.append('access-control-allow-methods', policy.methods);
  const wanted = policy.headers === '' ? namesIn(asked.joined('access-control-request-headers')) : policy.headers;
  if (wanted !== undefined) headers.append('access-control-allow-headers', wanted);
  if (policy.credentials) headers.append('access-control-allow-credentials', 'true');
  if (policy.privateNetwork && asked.get('access-control-request-private-network')?.toLowerCase() === 'true') {
    headers.append('access-control-allow-private-network', 'true');
  }
  headers.append('access-control-max-age', policy.maxAge);
  return { head: { status: 204, headers }, body: null };
}

const preflightVary =
  'Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network';

/** The names of headers a browser asks for; `undefined` when there are none, or what came is no list of names. */
function namesIn(value: string | undefined): string | undefined {
  const names = value?.split(',').map((name) => name.trim());
  return names?.every((name) => isToken.test(name)) ? names.join(', ') : undefined;
}

const isToken = /^[!#$%&'*+.^_`|~\w-]+$/;

function allowRead({ received, response: { headers } }: Answered, policy: Policy): void {
  for (const name of readFields) headers.delete(name);
  addVary(headers, 'Origin');
  const allowed = policy.allow(received.headers.get('origin'));
  if (allowed === undefined) return;
  headers.append('access-control-allow-origin', allowed);
  if (policy.credentials) headers.append('access-control-allow-credentials', 'true');
  if (policy.exposed !== '') headers.append('access-control-expose-headers', policy.exposed);
}

/** Two answers to one question are none. */
const readFields = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-allow-private-network',
  'access-control-max-age',
];
