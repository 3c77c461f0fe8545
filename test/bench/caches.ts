import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender, Place } from './contender.ts';
import { runtimes } from './contenders.ts';

const titles = { node: 'Node', deno: 'Deno', bun: 'Bun' } as const;
const main = join(import.meta.dirname, '../../node-adapter/main.ts');

/** What keeps answers of an origin, in memory and on disk, each with an access log but for Varnish, which has another. */
export const caches: readonly Contender[] = [
  { name: 'nginx, disk', baseline: 'nginx, disk', command: nginx },
  { name: 'Varnish, memory', baseline: 'nginx, disk', command: (place) => varnish(place, 'malloc,256m') },
  {
    name: 'Varnish, file',
    baseline: 'nginx, disk',
    command: (place) => varnish(place, `file,${join(place.folder, 'storage')},256m`),
  },
  ...(['node', 'deno', 'bun'] as const).flatMap((runtime) =>
    (['memory', 'disk'] as const).map((backend) => ({
      name: `Sentinel on ${titles[runtime]}, ${backend}`,
      baseline: 'nginx, disk',
      command: (place: Place) => [...runtimes[runtime], main, 'run', '-c', sentinel(place, backend)],
    })),
  ),
];

function nginx({ port, upstreamPort, folder }: Place): readonly string[] {
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `user root; daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 30000; }
http {
  access_log ${folder}/nginx-access.log combined buffer=64k flush=1s;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  keepalive_requests 1000000000; sendfile on; tcp_nopush on; open_file_cache max=1000;
  proxy_cache_path ${folder}/kept levels=1:2 keys_zone=kept:10m max_size=256m inactive=1h use_temp_path=off;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://127.0.0.1:${upstreamPort}; proxy_cache kept; proxy_cache_lock on; }
  }
}
`,
  );
  return ['nginx', '-p', folder, '-c', file];
}

function varnish({ port, upstreamPort, folder }: Place, storage: string): readonly string[] {
  const file = join(folder, 'varnish.vcl');
  writeFileSync(file, `vcl 4.1;\nbackend origin { .host = "127.0.0.1"; .port = "${upstreamPort}"; }\n`);
  const place = ['-n', join(folder, 'varnish'), '-a', `127.0.0.1:${port}`];
  return ['varnishd', '-j', 'none', '-F', ...place, '-s', storage, '-f', file];
}

function sentinel({ port, upstreamPort, folder }: Place, backend: 'memory' | 'disk'): string {
  const file = join(folder, 'sentinel.kdl');
  const place = backend === 'disk' ? `disk-path "${join(folder, 'kept')}"` : '';
  writeFileSync(
    file,
    `system { max-connections 30000 }
limits { max-connections-per-client 30000; max-total-connections 30000 }
listeners { listener "main" { address "127.0.0.1:${port}" } }
cache { backend "${backend}"; max-size "256MiB"; ${place} }
routes { route "kept" { matches { path-prefix "/" }; upstream "origin"; cache { enabled #true } } }
upstreams { upstream "origin" { target "127.0.0.1:${upstreamPort}" } }
observability { logging { access-log { file "${join(folder, 'access.log')}" } } }
`,
  );
  return file;
}
