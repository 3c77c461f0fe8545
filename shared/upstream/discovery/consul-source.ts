import type { UpstreamTls } from '../../platform/transport.ts';
import type { DiscoveredTarget } from './discovered-target.ts';
import { badAnswer, endpointOf, query } from './endpoint.ts';
import { fieldOf, listOf, textOf } from './json-value.ts';
import type { Source, SourcePlatform } from './source.ts';

/** A service of a Consul catalogue. */
export interface ConsulOptions {
  /** URL of an agent or server. */
  readonly url: string;
  readonly service: string;
  readonly datacenter: string | undefined;
  readonly tag: string | undefined;
  readonly onlyPassing: boolean;
  readonly token: string | undefined;
  readonly tls: UpstreamTls | undefined;
  readonly timeoutMs: number;
  /** How long a question may stay without an answer while nothing changes; 0: it is answered at once. */
  readonly waitMs: number;
}

/** Asks Consul with questions that are answered when something has changed (blocking queries). */
export function consulSource(options: ConsulOptions, platform: SourcePlatform): Source {
  const endpoint = endpointOf(options.url, options.tls);
  const path = `${endpoint.path.replace(/\/$/, '')}/v1/health/service/${encodeURIComponent(options.service)}`;
  const fixed = fixedParameters(options);
  const headers = options.token === undefined ? [] : [['x-consul-token', options.token] as const];
  let index = 0;
  return {
    async look({ stopping, tell, unchanged }) {
      const wait = index === 0 || options.waitMs === 0 ? [] : [`index=${index}`, `wait=${Math.ceil(options.waitMs)}ms`];
      // Consul adds up to a sixteenth of the wait, so that not all who wait are answered at once.
      const timeoutMs = options.timeoutMs + (index === 0 ? 0 : options.waitMs * (1 + 1 / 16));
      const parameters = [...fixed, ...wait].join('&');
      const question = { path: parameters === '' ? path : `${path}?${parameters}`, headers, timeoutMs };
      const before = index;
      // A question that fails is followed by one that is answered at once.
      index = 0;
      const answer = await query(endpoint, question, [200], { platform, stopping });
      const now = indexOf(answer.headers.get('x-consul-index'));
      const isSame = before !== 0 && now === before;
      if (isSame) unchanged();
      else tell(instancesOf(answer.json()));
      // An index that goes back, or is none, means that the catalogue began anew: the next question does not wait.
      index = now < before ? 0 : now;
      return now === 0 || options.waitMs === 0 ? withoutIndexMs : isSame ? repeatedMs : changedMs;
    },
  };
}

/** Where the server does not say how to wait for news, or nobody can wait, it is asked this often. */
const withoutIndexMs = 10_000;
/** A server that answers that nothing has changed without having waited must not be asked in a tight loop. */
const repeatedMs = 1_000;
/** Changes that come in a burst are taken together. */
const changedMs = 250;

function fixedParameters({ datacenter, tag, onlyPassing }: ConsulOptions): readonly string[] {
  return [
    ...(onlyPassing ? ['passing=true'] : []),
    ...(datacenter === undefined ? [] : [`dc=${encodeURIComponent(datacenter)}`]),
    ...(tag === undefined ? [] : [`tag=${encodeURIComponent(tag)}`]),
  ];
}

function indexOf(value: string | null | undefined): number {
  return value !== null && value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : 0;
}

function instancesOf(answer: unknown): readonly DiscoveredTarget[] {
  const entries = listOf(answer);
  if (!entries) throw badAnswer('the answer is no list of instances');
  return entries.map((entry) => {
    const service = fieldOf(entry, 'Service');
    const host = textOf(fieldOf(service, 'Address')) ?? textOf(fieldOf(fieldOf(entry, 'Node'), 'Address'));
    const port = fieldOf(service, 'Port');
    if (host === undefined || typeof port !== 'number') throw badAnswer('an instance has no address');
    return { host, port, weight: weightOf(entry), zone: zoneOf(entry) };
  });
}

/** The weight of an instance by its state: that for warnings when one of its checks warns. */
function weightOf(entry: unknown): number {
  const weights = fieldOf(fieldOf(entry, 'Service'), 'Weights');
  const isWarned = listOf(fieldOf(entry, 'Checks'))?.some((check) => fieldOf(check, 'Status') === 'warning');
  const weight = fieldOf(weights, isWarned ? 'Warning' : 'Passing');
  return typeof weight === 'number' && Number.isInteger(weight) && weight >= 0 ? Math.min(weight, 65_535) : 1;
}

function zoneOf(entry: unknown): string | undefined {
  const ofService = fieldOf(fieldOf(fieldOf(entry, 'Service'), 'Locality'), 'Zone');
  return textOf(ofService) ?? textOf(fieldOf(fieldOf(fieldOf(entry, 'Node'), 'Locality'), 'Zone'));
}
