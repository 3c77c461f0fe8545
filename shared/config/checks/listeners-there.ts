import type { Check } from './look.ts';

/** Where Sentinel opens sockets itself, there must be one to open. */
export const listenersThere: Check = (look) => {
  if (look.runtime === undefined || look.hostListens || look.dropped.size > 0) return;
  // One that is wrong in itself, or misspelt, is there.
  if (look.isTold('listeners')) return;
  if (look.scopes.some(({ section }) => section.listeners.length > 0)) return;
  look.error(['listeners'], 'there is no listener', 'write listeners { listener "main" { address "127.0.0.1:8080" } }');
};
