import type { UpstreamTls } from '../../platform/transport.ts';
import { badAnswer, endpointOf, query } from './endpoint.ts';
import { intervalWait } from './interval-wait.ts';
import { listedTargets } from './listed-targets.ts';
import type { Source, SourcePlatform } from './source.ts';

/** A server that answers a list of targets as JSON. */
export interface HttpSourceOptions {
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly tls: UpstreamTls | undefined;
  readonly timeoutMs: number;
  readonly intervalMs: number;
}

/** Asks a server for its list again and again; `etag` spares the list while it stays the same. */
export function httpSource(options: HttpSourceOptions, platform: SourcePlatform): Source {
  const endpoint = endpointOf(options.url, options.tls);
  const { intervalMs, timeoutMs } = options;
  let etag: string | undefined;
  return {
    async look({ stopping, tell, unchanged }) {
      const headers = etag === undefined ? options.headers : [...options.headers, ['if-none-match', etag] as const];
      const statuses = etag === undefined ? [200] : [200, 304];
      const answer = await query(endpoint, { path: endpoint.path, headers, timeoutMs }, statuses, {
        platform,
        stopping,
      });
      if (answer.status === 304) {
        unchanged();
        return intervalWait(intervalMs, platform);
      }
      const targets = listedTargets(answer.json());
      if ('problem' in targets) throw badAnswer(targets.problem);
      tell(targets.targets);
      etag = answer.headers.get('etag') ?? undefined;
      return intervalWait(intervalMs, platform);
    },
  };
}
