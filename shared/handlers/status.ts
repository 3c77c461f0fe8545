import { cacheFigures } from '../cache/cache-figures.ts';
import type { BuiltinDefinition } from './builtin.ts';
import { jsonReply } from './json-reply.ts';

/** Version, uptime and instance of the proxy. */
export const status: BuiltinDefinition = {
  name: 'status',
  about: 'Shows version, uptime and instance id, and how many connections were turned away and how the cache fares.',
  create({ platform, version, startedAt, instanceId, isDraining, turnedAway, cache }) {
    return {
      name: 'status',
      answer() {
        const now = platform.clock.now();
        const uptimeSecs = Math.max(0, Math.floor((now - startedAt) / 1000));
        return jsonReply(200, {
          status: isDraining() ? 'draining' : 'ok',
          version,
          runtime: platform.runtime,
          uptime: uptimeText(uptimeSecs),
          uptime_secs: uptimeSecs,
          instance_id: instanceId,
          timestamp: new Date(now).toISOString(),
          connections_turned_away: turnedAway?.(),
          cache: cache && cacheFigures(cache.counts()),
        });
      },
    };
  },
};

/** `1d 1h 1m 1s`, without the units before the first that counts. */
export function uptimeText(seconds: number): string {
  const parts = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  const units = ['d', 'h', 'm', 's'];
  const first = parts.findIndex((part) => part > 0);
  const shown = first === -1 ? 3 : first;
  return parts
    .map((part, at) => `${part}${units[at]}`)
    .slice(shown)
    .join(' ');
}
