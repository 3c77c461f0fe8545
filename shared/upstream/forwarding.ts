import type { Routed } from '../engine/exchange.ts';
import { Attempts, type Taken } from './attempts.ts';
import { chosenLeg } from './chosen-leg.ts';
import type { Fallback } from './fallback/fallback.ts';
import { FallbackHops } from './fallback/fallback-hops.ts';
import type { Leg } from './leg.ts';
import type { Outgoing } from './outgoing.ts';
import type { Shadow } from './shadow/shadow.ts';

/** Where a proxying route sends requests, and where else. Made once per route. */
export interface Forwarding {
  readonly first: Leg;
  readonly fallback: Fallback | undefined;
  /** Gets copies of the requests. */
  readonly shadow: Shadow | undefined;
  /** Bytes of a request body kept to be sent again; `undefined` when it never is. */
  readonly maxReplayBytes: number | undefined;
}

/** Sends a request where the route says, as often as it takes and may. Throws the last fault when nobody answers. */
export function forward(exchange: Routed, outgoing: Outgoing, forwarding: Forwarding): Promise<Taken> {
  const first = exchange.get(chosenLeg) ?? forwarding.first;
  const { fallback } = forwarding;
  if (fallback) return new FallbackHops(exchange, outgoing, first, fallback).run();
  return new Attempts(exchange, outgoing, first).run();
}
