import { defineFilter } from '../engine/filter.ts';
import { Fault } from '../errors/fault.ts';
import { keyEntry } from '../keys/key-entry.ts';

/** What `virtual-key` is told. */
export interface VirtualKeyOptions {
  readonly optional: boolean;
}

/** Lets requests in by a virtual key. */
export const virtualKey = defineFilter({
  name: 'virtual-key',
  create({ optional }: VirtualKeyOptions, { keys, filterId }) {
    if (!keys) throw new Fault('internal', { detail: 'there are no virtual keys' });
    return keyEntry(keys, { name: filterId, isOptional: optional });
  },
});
