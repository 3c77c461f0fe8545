import { openSync } from 'node:fs';
import { join } from 'node:path';
import { Workerd } from '../support/workerd.ts';
import { sentinelConfig } from './sentinel-config.ts';

/**
 * Runs a contender in raw workerd until it is told to stop: `relay`, `floor`, `sentinel` or `sentinel-by-connect`, then
 * port, upstream port, folder.
 */
const [kind, port, upstreamPort, folder] = process.argv.slice(2) as [string, string, string, string];
const place = { port: Number(port), upstreamPort: Number(upstreamPort), folder };

// As with the others, the access log goes to a file.
const log = openSync(join(folder, 'workerd.log'), 'a');
const running = await Workerd.start(
  kind.startsWith('sentinel')
    ? {
        config: sentinelConfig(place, { logsTo: 'stdout', byConnect: kind === 'sentinel-by-connect' }),
        port: place.port,
        outputTo: log,
      }
    : {
        config: '',
        entry: join(import.meta.dirname, `relays/workerd-${kind === 'floor' ? 'floor' : 'fetch'}.js`),
        port: place.port,
        vars: { UPSTREAM_PORT: upstreamPort },
        outputTo: log,
      },
);
process.on('SIGTERM', () => {
  void running.stop().then(() => process.exit(0));
});
