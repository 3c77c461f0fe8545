import type { Routed } from '../engine/exchange.ts';
import { Attempts } from './attempts.ts';
import { chosenLeg } from './chosen-leg.ts';
import type { Fallback } from './fallback/fallback.ts';
import { FallbackHops } from './fallback/fallback-hops.ts';
import type { Leg } from './leg.ts';
import type { Outgoing } from './outgoing.ts';
import type { Shadow } from './shadow/shadow.ts';
import type { Taken, TriesOwner } from './taken.ts';

/** Where a proxying route sends requests, and where else. Made once per route. */
export interface Forwarding {
  readonly first: Leg;
  readonly fallback: Fallback | undefined;
  /** Gets copies of the requests. */
  readonly shadow: Shadow | undefined;
  /** Bytes of a request body kept to be sent again; `undefined` when it never is. */
  readonly maxReplayBytes: number | undefined;
}

/** Sends a request where the route says, as often as it takes and may. The owner may be told before this returns. */
export function forwardTo(exchange: Routed, outgoing: Outgoing, forwarding: Forwarding, owner: TriesOwner): void {
  const first = exchange.get(chosenLeg) ?? forwarding.first;
  const { fallback } = forwarding;
  if (fallback === undefined) new Attempts(exchange, outgoing, first).start(owner);
  else new FallbackHops(exchange, outgoing, first, fallback).start(owner);
}

/** The same, by a promise: rejects with the last fault when nobody answers. */
export function forward(exchange: Routed, outgoing: Outgoing, forwarding: Forwarding): Promise<Taken> {
  return new Promise((taken, failed) => forwardTo(exchange, outgoing, forwarding, { taken, failed }));
}
