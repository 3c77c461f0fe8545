import type { Finished } from '../engine/exchange.ts';
import { virtualKeyNote } from '../engine/virtual-key-note.ts';
import { jsonText } from './log-text.ts';

/** What a line of the access log tells of the virtual key of a request; nothing where it had none. */
export function keyPart(exchange: Finished): string {
  const key = exchange.get(virtualKeyNote);
  return key === undefined ? '' : `,"virtual_key":${jsonText(key.id)}`;
}
