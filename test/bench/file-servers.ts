import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender, Place } from './contender.ts';
import { runtimes } from './contenders.ts';

const titles = { node: 'Node', deno: 'Deno', bun: 'Bun' } as const;
const main = join(import.meta.dirname, '../../node-adapter/main.ts');

/** What serves files of `root`, each with an access log. */
export function fileServers(root: string): readonly Contender[] {
  return [
    { name: 'nginx', baseline: 'nginx', command: (place) => nginx(place, root) },
    { name: 'Caddy', baseline: 'nginx', command: (place) => caddy(place, root) },
    ...(['node', 'deno', 'bun'] as const).map((runtime) => ({
      name: `Sentinel on ${titles[runtime]}`,
      baseline: 'nginx',
      command: (place: Place) => [...runtimes[runtime], main, 'run', '-c', sentinel(place, root)],
    })),
  ];
}

function nginx({ port, folder }: Place, root: string): readonly string[] {
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 30000; }
http {
  access_log ${folder}/nginx-access.log combined buffer=64k flush=1s;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  keepalive_requests 1000000000; sendfile on; tcp_nopush on; default_type application/octet-stream;
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`,
  );
  return ['nginx', '-p', folder, '-c', file];
}

function caddy({ port, folder }: Place, root: string): readonly string[] {
  const file = join(folder, 'Caddyfile');
  writeFileSync(
    file,
    `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  log {
    output file ${folder}/caddy-access.log
  }
  root * ${root}
  file_server
}
`,
  );
  return ['caddy', 'run', '--adapter', 'caddyfile', '--config', file];
}

function sentinel({ port, folder }: Place, root: string): string {
  const file = join(folder, 'sentinel.kdl');
  writeFileSync(
    file,
    `system { max-connections 30000 }
limits { max-connections-per-client 30000; max-total-connections 30000 }
listeners { listener "main" { address "127.0.0.1:${port}" } }
routes { route "files" { matches { path-prefix "/" }; static-files { root "${root}" } } }
observability { logging { access-log { file "${join(folder, 'access.log')}" } } }
`,
  );
  return file;
}
