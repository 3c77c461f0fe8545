import { existsSync, readFileSync } from 'node:fs';

const connections = '/proc/net/tcp';

/** Whether the system tells of its timers. */
export const tellsKeepAlive = existsSync(connections);

/**
 * In how many seconds the system asks whether the other side of an IPv4 connection is still there; `undefined` when it
 * does not, also while what was sent last is on its way.
 */
export function keepAliveDueSecs({
  localPort,
  remotePort,
}: {
  localPort: number;
  remotePort: number;
}): number | undefined {
  const ours = readFileSync(connections, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, local, remote]) => portIn(local) === localPort && portIn(remote) === remotePort);
  // The timer that runs: 2 is that of keep-alive probes; then hundredths of a second, as a hexadecimal number.
  const [timer = '', due = ''] = (ours?.[5] ?? '').split(':');
  return timer === '02' ? Number.parseInt(due, 16) / 100 : undefined;
}

/** The port of an address as the system lists it. */
function portIn(address = ''): number {
  return Number.parseInt(address.slice(address.indexOf(':') + 1), 16);
}
