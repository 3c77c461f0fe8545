import { slot } from '../engine/exchange.ts';
import type { VirtualKey } from './virtual-key.ts';

/** The key that a request was let in by. */
export const enteredKey = slot<VirtualKey>();
