import { folded } from '../../filters/auth/trusted-fields.ts';
import type { MaintenanceOptions } from '../../filters/maintenance.ts';
import { hopByHop } from '../../http/hop-by-hop.ts';
import type { Check, Look, Path } from './look.ts';

/** Filters that let requests pass or not do one of both. */
export const passageFilters: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.filters.forEach((filter, index) => {
      const here = [...path, 'filters', index];
      if (filter.type === 'ip-access' && filter.allow.length + filter.deny.length === 0) {
        look.error(here, `the filter "${filter.id}" lets everybody through`, 'write allow or deny');
      }
      if (filter.type === 'request-id') checkCarrier(look, filter.header, [...here, 'header'], 'the id');
      if (filter.type === 'maintenance') checkBypass(look, filter, here);
      if (filter.type !== 'fault') return;
      if (filter.delayMs === undefined && filter.abortStatus === undefined) {
        look.error(here, `the filter "${filter.id}" does nothing`, 'write delay-ms or abort-status');
      }
      if ((filter.delayMs ?? 0) > longestDelayMs) {
        look.error([...here, 'delay-ms'], 'requests would wait longer than a minute', 'write at most 60000');
      }
    });
  }
};

const longestDelayMs = 60_000;

function checkBypass(look: Look, { bypassHeader, bypassSecret }: BypassOptions, here: Path): void {
  checkCarrier(look, bypassHeader, [...here, 'bypass-header'], 'a secret');
  if (bypassSecret === undefined || bypassSecret.length >= leastSecret) return;
  const message = `a secret of ${bypassSecret.length} characters is soon guessed`;
  look.error([...here, 'bypass-secret'], message, `write at least ${leastSecret}, such as: openssl rand -hex 16`);
}

type BypassOptions = Pick<MaintenanceOptions, 'bypassHeader' | 'bypassSecret'>;

/** Characters. Whoever guesses may ask as often as the limits of the route let them. */
const leastSecret = 8;

/** What a filter writes or takes away must not be what messages are read by. */
function checkCarrier(look: Look, name: string, at: Path, what: string): void {
  const read = folded(name);
  if (hopByHop.has(read) || read.startsWith('x-forwarded-') || taken.has(read)) {
    look.error(at, `"${name}" has a meaning of its own, and cannot carry ${what}`);
  }
}

const taken: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'content-type', 'content-encoding', 'content-range', 'expect', 'date', 'range', 'vary'],
  ...['authorization', 'cookie', 'set-cookie', 'location', 'forwarded', 'via', 'traceparent', 'tracestate'],
]);
