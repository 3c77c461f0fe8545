import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../support/ports.ts';
import { answerOf } from './answer-of.ts';
import type { Bench } from './bench.ts';
import { runtimes } from './contenders.ts';

/** Bytes of the large body. */
export const bulkBytes = 100 * 1024 * 1024;

/** The origin behind every contender: nginx from Debian with 1 KiB of JSON (or what is given) in memory and a large file, on processor 1. */
export async function startOrigin(bench: Bench, json = filler()): Promise<number> {
  const { folder } = bench;
  const port = await freePort();
  const file = join(folder, 'origin.conf');
  writeFileSync(join(folder, 'bulk'), Buffer.alloc(bulkBytes, 'bulk '));
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/origin.pid; error_log ${folder}/origin.log;
events { worker_connections 8192; }
http {
  access_log off; keepalive_requests 1000000000; sendfile on;
  client_body_temp_path ${folder}/ob; proxy_temp_path ${folder}/op;
  fastcgi_temp_path ${folder}/of; uwsgi_temp_path ${folder}/ou; scgi_temp_path ${folder}/os;
  server {
    listen 127.0.0.1:${port} backlog=8192;
    location / { default_type application/json; return 200 '${json}'; }
    location = /measured/bulk { alias ${folder}/bulk; }
  }
}
`,
  );
  bench.spawn('1', ['nginx', '-p', folder, '-c', file]);
  await ready(port, '/measured');
  return port;
}

function filler(): string {
  return JSON.stringify({ filler: 'x'.repeat(1024 - '{"filler":""}'.length) });
}

/** An origin that sends events and takes large bodies, on processor 1. */
export async function startSlowOrigin(bench: Bench): Promise<number> {
  const port = await freePort();
  bench.spawn('1', [...runtimes.node, join(import.meta.dirname, 'slow-origin.ts'), String(port)]);
  await ready(port, '/measured');
  return port;
}

async function ready(port: number, path: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await answerOf(port, path).catch(() => undefined);
    if (answer?.status === 200) return;
    await wait(50);
  }
  throw new Error('the origin does not answer');
}
