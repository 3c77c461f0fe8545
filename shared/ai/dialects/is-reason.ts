import type { JsonValue } from '../json.ts';

/** Whether a field tells why a choice is over. Some send empty words where others send `null`. */
export function isReason(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && !empty.has(value);
}

const empty = new Set(['', 'null', 'FINISH_REASON_UNSPECIFIED']);
