import { normalHostname } from '../../filters/normal-hostname.ts';
import { applyHeaderEdits, compileHeaderEdits } from '../../http/header-edits.ts';
import { HeaderList } from '../../http/header-list.ts';
import { splitHostPort } from '../../http/host-port.ts';
import { type Way, workerdWay } from '../../platform/workerd-way.ts';
import { targetHost } from '../../upstream/target-host.ts';
import type { FilterConfig, RouteConfig, UpstreamConfig } from '../compile/compile-route.ts';

/** How one target is reached, and why so. */
export interface ExplainedTransport extends Way {
  readonly target: string;
}

/** A request, and what decides which Host it is sent with. */
export interface TransportQuestion {
  readonly method: string;
  readonly host: string;
  readonly headers: HeaderList;
  readonly route: RouteConfig;
  /** Those of the route. */
  readonly filters: readonly FilterConfig[];
  readonly upstream: UpstreamConfig;
}

/** How workerd would reach each target of the upstream. */
export function explainTransport(question: TransportQuestion): readonly ExplainedTransport[] {
  const { method, headers, upstream } = question;
  const hasBody = headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0;
  const written = writtenHost(question);
  return upstream.targets.map(({ address: target }) => {
    const address = { ...splitHostPort(target)!, tls: upstream.tls };
    const own = targetHost({ name: target, address });
    const head = { method, authority: written ?? hostBySetting(question, own) };
    return { target, ...workerdWay({ head, address, body: hasBody ? headers : null }) };
  });
}

/** The Host that the route writes, by its policies or by a filter; it goes before the setting of the upstream. */
function writtenHost({ route, filters }: TransportQuestion): string | undefined {
  const list = new HeaderList();
  applyHeaderEdits(compileHeaderEdits(route.policies.requestHeaders), list);
  return list.get('host') ?? filters.reduce<string | undefined>((host, filter) => hostBy(filter) ?? host, undefined);
}

function hostBy(filter: FilterConfig): string | undefined {
  if (filter.type === 'url-rewrite') return filter.hostname === undefined ? undefined : normalHostname(filter.hostname);
  if (filter.type !== 'headers' || filter.phase === 'response') return undefined;
  const host = filter.set.findLast(([name]) => name.toLowerCase() === 'host')?.[1];
  return host === undefined ? undefined : normalHostname(host);
}

function hostBySetting({ host, upstream: { hostHeader } }: TransportQuestion, own: string): string {
  if (hostHeader !== 'preserve' && hostHeader !== 'target') return hostHeader;
  return hostHeader === 'preserve' && host !== '' ? host.toLowerCase() : own;
}
