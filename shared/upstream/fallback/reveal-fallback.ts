import type { Exchange } from '../../engine/exchange.ts';
import type { HeaderList } from '../../http/header-list.ts';

/** Tells the client that another upstream answered: which, in place of which, and why. Nothing where that is not so. */
export function revealFallback({ fallback, attempts }: Exchange, headers: HeaderList): void {
  // Fields of the same names may come from a Sentinel behind this one, or from anybody.
  for (const name of names) headers.delete(name);
  if (!fallback) return;
  headers.append('x-fallback-used', 'true');
  headers.append('x-fallback-upstream', attempts.at(-1)!.upstream);
  headers.append('x-fallback-reason', fallback.reason);
  headers.append('x-original-upstream', fallback.from);
}

const names = ['x-fallback-used', 'x-fallback-upstream', 'x-fallback-reason', 'x-original-upstream'];
