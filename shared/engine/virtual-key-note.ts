import { slot } from './exchange.ts';

/** Which virtual key a request was let in by, for logs. Neither part is a secret. */
export interface VirtualKeyNote {
  readonly id: string;
  readonly name: string;
}

/** Where the note of a request stands. */
export const virtualKeyNote = slot<VirtualKeyNote>();
