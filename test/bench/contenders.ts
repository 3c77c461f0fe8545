import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sentinelConfig } from './sentinel-config.ts';

/** What is measured: a program that relays `port` to `upstreamPort`. */
export interface Contender {
  readonly name: string;
  /** Its ratio is to this contender. */
  readonly baseline: string;
  /** The command, run on processor 0. Files it needs are written into `folder`. */
  command(place: Place): readonly string[];
}

/** Where a contender stands. */
export interface Place {
  readonly port: number;
  readonly upstreamPort: number;
  readonly folder: string;
}

const bin = (name: string): string => join(import.meta.dirname, '../../node_modules/.bin', name);
const relay = (file: string): string => join(import.meta.dirname, 'relays', file);
const main = join(import.meta.dirname, '../../node-adapter/main.ts');
const bare = 'bare node:http relay';

function nodeRelay(name: string, file: string): Contender {
  return {
    name,
    baseline: bare,
    command: ({ port, upstreamPort }) => [bin('node'), relay(file), String(port), String(upstreamPort)],
  };
}

function sentinel(name: string, baseline: string, runtime: readonly string[]): Contender {
  return {
    name,
    baseline,
    command(place) {
      const file = join(place.folder, 'sentinel.kdl');
      writeFileSync(file, sentinelConfig(place));
      return [...runtime, main, 'run', '-c', file];
    },
  };
}

/** Everything that is measured, each with what it is compared to. */
export const contenders: readonly Contender[] = [
  nodeRelay(bare, 'node-http.ts'),
  sentinel('Sentinel on Node', bare, [bin('node')]),
  nodeRelay('undici dispatch', 'undici-dispatch.ts'),
  nodeRelay('http-proxy', 'http-proxy.ts'),
  nodeRelay('@fastify/http-proxy', 'fastify-http-proxy.ts'),
  { name: 'nginx', baseline: bare, command: nginx },
  { name: 'Caddy', baseline: bare, command: caddy },
  {
    name: 'Deno fetch relay',
    baseline: bare,
    command: ({ port, upstreamPort }) => [
      bin('deno'),
      'run',
      '-A',
      relay('deno-fetch.ts'),
      `${port}`,
      `${upstreamPort}`,
    ],
  },
  sentinel('Sentinel on Deno', 'Deno fetch relay', [bin('deno'), 'run', '-A']),
  {
    name: 'Bun fetch relay',
    baseline: bare,
    command: ({ port, upstreamPort }) => [bin('bun'), relay('bun-fetch.ts'), `${port}`, `${upstreamPort}`],
  },
  sentinel('Sentinel on Bun', 'Bun fetch relay', [bin('bun')]),
  {
    name: 'workerd fetch relay',
    baseline: bare,
    command: (place) => [bin('node'), join(import.meta.dirname, 'serve-workerd.ts'), 'relay', ...placeArgs(place)],
  },
  {
    name: 'Sentinel on workerd',
    baseline: 'workerd fetch relay',
    command: (place) => [bin('node'), join(import.meta.dirname, 'serve-workerd.ts'), 'sentinel', ...placeArgs(place)],
  },
];

function placeArgs({ port, upstreamPort, folder }: Place): string[] {
  return [String(port), String(upstreamPort), folder];
}

function nginx({ port, upstreamPort, folder }: Place): readonly string[] {
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 4096; }
http {
  access_log ${folder}/nginx-access.log combined buffer=64k flush=1s;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  keepalive_requests 1000000000;
  upstream origin { server 127.0.0.1:${upstreamPort}; keepalive 128; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`,
  );
  return ['nginx', '-p', folder, '-c', file];
}

function caddy({ port, upstreamPort, folder }: Place): readonly string[] {
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
  reverse_proxy 127.0.0.1:${upstreamPort}
}
`,
  );
  return ['caddy', 'run', '--adapter', 'caddyfile', '--config', file];
}
