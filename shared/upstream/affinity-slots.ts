import { type Slot, slot } from '../engine/exchange.ts';

/** The beginning of what a model is asked, for balancing by it. Set before the first try by whoever can read it. */
export const promptSlot: Slot<string> = slot<string>();

/** What requests of one conversation have in common. Set before the first try by whoever can read it. */
export const sessionSlot: Slot<string> = slot<string>();
