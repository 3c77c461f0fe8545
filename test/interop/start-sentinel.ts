import { prefixRoute, sentinel, upstream } from '../parity/kdl.ts';
import { type Subject, subjects } from '../parity/subjects.ts';

/** `SENTINEL_INTEROP=deno` or `bun` holds the promises on another runtime. */
const runtime = (process.env['SENTINEL_INTEROP'] ?? 'node') as 'node' | 'deno' | 'bun';

/** Sentinel with one upstream for each of these names, at `/<name>/`. */
export function startSentinel(port: number, targets: ReadonlyMap<string, number>): Promise<Subject> {
  const names = [...targets];
  const config = sentinel(
    { listen: `127.0.0.1:${port}` },
    {
      upstreams: names.map(([name, target]) => upstream(name, [`127.0.0.1:${target}`])).join('\n'),
      routes: names.map(([name]) => prefixRoute(name, `/${name}`, name, 'websocket #true')).join('\n'),
    },
  );
  return subjects[runtime](config, port);
}
