import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** The origin behind every contender: nginx from Debian with 1 KiB of JSON in memory, on processor 1. */
export async function startOrigin(folder: string): Promise<ChildProcess & { port: number }> {
  const port = await freePort();
  const file = join(folder, 'origin.conf');
  const json = JSON.stringify({ filler: 'x'.repeat(1024 - '{"filler":""}'.length) });
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/origin.pid; error_log ${folder}/origin.log;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path ${folder}/ob; proxy_temp_path ${folder}/op;
  fastcgi_temp_path ${folder}/of; uwsgi_temp_path ${folder}/ou; scgi_temp_path ${folder}/os;
  server { listen 127.0.0.1:${port}; location / { default_type application/json; return 200 '${json}'; } }
}
`,
  );
  const child = spawn('taskset', ['-c', '1', 'nginx', '-p', folder, '-c', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return Object.assign(child, { port });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
