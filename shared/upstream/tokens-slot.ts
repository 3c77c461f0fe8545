import { type Slot, slot } from '../engine/exchange.ts';

/** Tokens a request is thought to cost its target. Set before the first try by whoever can estimate it; 1 otherwise. */
export const tokensSlot: Slot<number> = slot<number>();
