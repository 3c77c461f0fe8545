import { type Slot, slot } from '../engine/exchange.ts';

/** Requests that wait at the target, as its answer told. Set by whoever reads the answer, before it is marked. */
export const queueSlot: Slot<number> = slot<number>();
