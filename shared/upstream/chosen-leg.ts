import { slot } from '../engine/exchange.ts';
import type { Leg } from './leg.ts';

/** Where a filter sends the request instead of the upstream of the route. */
export const chosenLeg = slot<Leg>();
