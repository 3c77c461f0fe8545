import type { Routed } from '../engine/exchange.ts';
import { promptSlot, sessionSlot } from './affinity-slots.ts';
import { cookieValue } from './cookie-value.ts';
import { hash32 } from './hash.ts';

/** What of a request decides which target it belongs to. */
export type HashKey =
  | { readonly from: 'client-ip' }
  | { readonly from: 'header'; readonly name: string }
  | { readonly from: 'cookie'; readonly name: string }
  | { readonly from: 'prompt-prefix' }
  | { readonly from: 'session' }
  | { readonly from: 'path' }
  | { readonly from: 'uri' };

/** Reads `client-ip`, `header:<Name>`, `cookie:<name>`, `path`, `uri`, `prompt-prefix` or `session`; `undefined` for anything else. */
export function parseHashKey(text: string): HashKey | undefined {
  if (text === 'client-ip' || text === 'path' || text === 'uri') return { from: text };
  if (text === 'prompt-prefix' || text === 'session') return { from: text };
  const colon = text.indexOf(':');
  const name = text.slice(colon + 1).trim();
  if (colon === -1 || name === '') return undefined;
  const from = text.slice(0, colon);
  if (from === 'header') return { from, name: name.toLowerCase() };
  return from === 'cookie' ? { from, name } : undefined;
}

/** Hashes that part of the request. What is absent or empty gives way to the address of the client. */
export function hashOf(key: HashKey, exchange: Routed): number {
  switch (key.from) {
    case 'client-ip':
      return hash32(exchange.client.address);
    case 'header':
      return hash32(exchange.received.headers.get(key.name) || exchange.client.address);
    case 'cookie':
      return hash32(cookieValue(exchange.received.headers, key.name) || exchange.client.address);
    case 'prompt-prefix':
      return hash32(exchange.get(promptSlot) ?? exchange.client.address);
    case 'session':
      return hash32(exchange.get(sessionSlot) ?? exchange.client.address);
    case 'path':
      return hash32(exchange.path);
    case 'uri':
      return hash32(exchange.received.query ?? '', hash32(exchange.path));
  }
}
