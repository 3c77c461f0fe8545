import { type Exchange, type Finished, slot } from '../engine/exchange.ts';
import { defineFilter, type FilterHooks, type FilterParts } from '../engine/filter.ts';
import { type BodySample, sampled, sampleOf } from './body-sample.ts';
import { hiddenText, isSecretName, redactQuery } from './redact-text.ts';

/** What a line can tell beside its time, level, route and correlation id. */
export const logFieldNames = [
  ...(['method', 'path', 'query', 'client-ip', 'host', 'user-agent', 'referer'] as const),
  ...(['status', 'duration-ms', 'bytes', 'upstream', 'target', 'error-code'] as const),
] as const;

type FieldName = (typeof logFieldNames)[number];

/** What `log` is told. */
export interface LogOptions {
  readonly logRequest: boolean;
  readonly logResponse: boolean;
  /** Adds the beginning of bodies that are text. */
  readonly logBody: boolean;
  readonly maxBodyLogSizeBytes: number;
  readonly level: FilterParts['leastLevel'];
  /** All when empty. */
  readonly fields: readonly FieldName[];
  /** Request headers to add; those that carry secrets by their name are shown as `***`. */
  readonly headers: readonly string[];
}

/** Writes a line when a request comes, and one when its answer is through. Secrets are left out. */
export const log = defineFilter({
  name: 'log',
  create(options: LogOptions, parts): FilterHooks {
    if (levels.indexOf(options.level) < levels.indexOf(parts.leastLevel)) return {};
    const lines = new Lines(options, parts);
    const { logRequest, logResponse, logBody, maxBodyLogSizeBytes: most } = options;
    const requestSample = slot<BodySample>();
    const responseSample = slot<BodySample>();
    return {
      ...(logRequest && {
        onRequest(exchange) {
          const sample = logBody && exchange.body ? sampleOf(exchange.request.headers, most) : undefined;
          if (sample && exchange.body) {
            exchange.set(requestSample, sample);
            exchange.body = sampled(exchange.body, sample);
          }
          // With its body, a request is told of once that has come.
          if (!logBody) lines.request(exchange, undefined);
          return undefined;
        },
      }),
      ...(logResponse &&
        logBody && {
          tapResponse(exchange) {
            const sample = sampleOf(exchange.response.headers, most);
            if (sample) exchange.set(responseSample, sample);
            return sample;
          },
        }),
      onFinish(exchange) {
        if (logRequest && logBody) lines.request(exchange, exchange.get(requestSample)?.text);
        if (logResponse) lines.response(exchange, exchange.get(responseSample)?.text);
      },
    };
  },
});

const levels = ['trace', 'debug', 'info', 'warn', 'error'];

type Facts = Readonly<Record<string, string | number | undefined>>;

/** The lines of one filter. */
class Lines {
  readonly #options: LogOptions;
  readonly #parts: FilterParts;
  readonly #hidden: ReadonlySet<string>;

  constructor(options: LogOptions, parts: FilterParts) {
    this.#options = options;
    this.#parts = parts;
    const { fields } = options;
    const wanted: ReadonlySet<string> = new Set(fields);
    this.#hidden = new Set(fields.length === 0 ? [] : logFieldNames.filter((name) => !wanted.has(name)));
  }

  request(exchange: Exchange, body: string | undefined): void {
    const { received, client } = exchange;
    const { headers } = received;
    this.#write('request', exchange, {
      method: received.method,
      path: received.path,
      query: received.query && redactQuery(received.query),
      'client-ip': client.address,
      host: client.host,
      'user-agent': headers.get('user-agent'),
      referer: refererOf(headers.get('referer')),
      ...this.#headersOf(exchange),
      body,
    });
  }

  response(exchange: Finished, body: string | undefined): void {
    const { received, response, ending, attempts, fault, routing } = exchange;
    const last = attempts.at(-1);
    this.#write('response', exchange, {
      method: received.method,
      path: received.path,
      status: response?.status,
      'duration-ms': Math.round(this.#parts.platform.clock.monotonic() - exchange.startedMono),
      bytes: ending.bytesSent,
      upstream: last?.upstream ?? routing?.route.upstreamName,
      target: last?.target.name,
      'error-code': (fault ?? ending.fault)?.code,
      body,
    });
  }

  #headersOf({ received }: Exchange): Facts {
    const facts: Record<string, string | undefined> = {};
    for (const name of this.#options.headers) {
      const value = received.headers.joined(name.toLowerCase());
      facts[`header_${name.toLowerCase()}`] = value !== undefined && isSecretName(name) ? hiddenText : value;
    }
    return facts;
  }

  #write(message: string, { trace }: Exchange, facts: Facts): void {
    const { platform, routeId, filterId } = this.#parts;
    const line: Record<string, string | number | undefined> = {
      timestamp: new Date(platform.clock.now()).toISOString(),
      ...{ level: this.#options.level, message, trace_id: trace.id, route_id: routeId, filter: filterId },
    };
    for (const name in facts) if (!this.#hidden.has(name)) line[name.replaceAll('-', '_')] = facts[name];
    platform.log.write('app', JSON.stringify(line).replace(controls, unicodeEscape));
  }
}

/** The page a client came from, without what its query may carry. */
function refererOf(referer: string | undefined): string | undefined {
  const question = referer?.indexOf('?') ?? -1;
  return question === -1 ? referer : `${referer!.slice(0, question)}?${redactQuery(referer!.slice(question + 1))}`;
}

/** What JSON allows, and a terminal may obey. */
const controls = /[\x7f-\x9f\u2028\u2029]/g;

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
