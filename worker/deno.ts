import { discoveryWith } from '../shared/config/compile/compile-discovery.ts';
import { readConfig } from '../shared/read-config.ts';
import { Sentinel } from '../shared/sentinel.ts';
import { denoPlatform } from './deno/platform.ts';
import { type DenoServeInfo, deno } from './deno/runtime.ts';
import { machineFiles, readText } from './local/machine.ts';
import { orEnd } from './local/or-end.ts';

/** The entry for `deno serve worker/deno.ts`. The configuration is the file that SENTINEL_CONFIG names. */
const env = deno.env.toObject();
const config = await orEnd(
  readConfig({
    entry: env['SENTINEL_CONFIG'] ?? 'sentinel.kdl',
    env,
    runtime: 'deno',
    hostListens: true,
    ...machineFiles,
  }),
);
const sentinel = new Sentinel(config, denoPlatform(deno), { readText, discover: discoveryWith({}) });
sentinel.startJobs();

export default {
  fetch(request: Request, { remoteAddr }: DenoServeInfo): Promise<Response> {
    const { hostname = '', port = 0 } = remoteAddr;
    return sentinel.fetch(request, { peerAddress: hostname, peerPort: port, version: '1.1', background: ignore });
  },
};

function ignore(): void {}
