// Loaded into the process under test: on SIGUSR2 it frees what it can and writes what is left.
import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const file = process.env['SENTINEL_SOAK_PROBE'];
let probes = 0;

process.on('SIGUSR2', async () => {
  for (let i = 0; i < 3; i += 1) {
    collect();
    await wait(50);
  }
  const { heapUsed, external } = process.memoryUsage();
  const sockets = process.getActiveResourcesInfo().filter((kind) => /TCPSocketWrap|TLSWrap|PipeConnectWrap/.test(kind));
  probes += 1;
  if (file !== undefined) writeFileSync(file, JSON.stringify({ probes, heapUsed, external, sockets: sockets.length }));
});
