import type { HeaderList } from '../http/header-list.ts';
import { utf8Bytes } from '../http/utf8-bytes.ts';

/** A field that must be there, with this value if one is named. */
export interface FieldCondition {
  readonly name: string;
  readonly value: string | undefined;
}

/** Whether one of the header fields, which may repeat a name, is what the condition wants. */
export function headerHolds({ name, value }: FieldCondition, { flat }: HeaderList): boolean {
  for (let i = 0; i < flat.length; i += 2) {
    if (flat[i] === name && (value === undefined || flat[i + 1] === value)) return true;
  }
  return false;
}

/** Reads a condition on a header; `undefined` when the name is none that a header can have. */
export function readHeader(name: string, value: string | undefined): FieldCondition | undefined {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return undefined;
  return { name: name.toLowerCase(), value: value === undefined ? undefined : utf8Bytes(value.trim()) };
}
