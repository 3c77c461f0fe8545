import type { Routed } from '../engine/exchange.ts';
import type { FilterHooks } from '../engine/filter.ts';
import { noteVerified } from '../engine/verified-claims.ts';
import { virtualKeyNote } from '../engine/virtual-key-note.ts';
import { Fault } from '../errors/fault.ts';
import { enteredKey } from './entered-key.ts';
import type { KeyAnswer, KeyRing } from './key-ring.ts';
import { hideKeys, presentedKey } from './presented-key.ts';
import type { VirtualKey } from './virtual-key.ts';

/** How a route takes keys. */
export interface KeyEntrySettings {
  /** The filter that asks, as logs name it. */
  readonly name: string;
  /** Requests without a virtual key go on too. One that is shown has to be good all the same. */
  readonly isOptional: boolean;
}

/**
 * Lets requests in by their virtual key, before their body is read. The key is noted on the exchange, its id as a
 * verified `sub`, and taken out of what the upstream is sent.
 */
export function keyEntry(ring: KeyRing, settings: KeyEntrySettings): FilterHooks {
  return {
    onRequest(exchange) {
      if (exchange.get(enteredKey)) return undefined;
      const secret = presentedKey(exchange.received.headers);
      if (secret === undefined) {
        if (settings.isOptional) return undefined;
        throw unauthorized('This resource needs a virtual key.', 'no virtual key');
      }
      hideKeys(exchange);
      const answer = ring.identify(secret);
      if (!(answer instanceof Promise)) return enter(exchange, answer, settings);
      return answer.then((known) => enter(exchange, known, settings));
    },
  };
}

function enter(exchange: Routed, answer: KeyAnswer, { name }: KeyEntrySettings): undefined {
  if (answer.kind === 'refused') throw unauthorized(texts[answer.why], `the virtual key is ${answer.why}`);
  const { key } = answer;
  exchange.set(virtualKeyNote, { id: key.id, name: key.settings.name });
  if (!key.takesAddress(exchange.client.address)) throw denied('The key may not be used from this address.', key);
  if (!key.takesRoute(exchange.routing.route.id)) throw denied('The key may not be used here.', key);
  exchange.set(enteredKey, key);
  noteVerified(exchange, name, { sub: key.id, name: key.settings.name, metadata: key.settings.metadata });
  return undefined;
}

/** Nothing here helps to guess: whoever is told that a key is expired has it. */
const texts = {
  mistyped: 'The key is not as it was issued: part of it is missing or mistyped.',
  unknown: 'The key is not known.',
  revoked: 'The key has been revoked.',
  expired: 'The key has expired.',
  superseded: 'The key has been replaced by another.',
} as const;

function unauthorized(text: string, detail: string): Fault {
  return new Fault('unauthorized', { text, detail, headers: { 'www-authenticate': 'Bearer realm="sentinel"' } });
}

function denied(text: string, { id }: VirtualKey): Fault {
  return new Fault('access_denied', { text, detail: `virtual key ${id}` });
}
