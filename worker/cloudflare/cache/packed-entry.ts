import type { EntryHead, Marker } from '../../../shared/cache/entry.ts';

/** What is kept: a response or a marker. */
export type Packed =
  | { readonly kind: 'response'; readonly head: EntryHead }
  | { readonly kind: 'marker'; readonly head: Marker };

/** An entry that was read, with the time from which purges concern it. */
export type Unpacked = Packed & { readonly since: number; readonly body: Uint8Array };

/** One piece of bytes: the length of the head, the head as JSON, the body. */
export function entryOf(entry: Packed, since: number, chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify({ ...entry, since }));
  const length = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const packed = new Uint8Array(4 + head.byteLength + length);
  new DataView(packed.buffer).setUint32(0, head.byteLength);
  packed.set(head, 4);
  let at = 4 + head.byteLength;
  for (const chunk of chunks) {
    packed.set(chunk, at);
    at += chunk.byteLength;
  }
  return packed;
}

/** The entry in these bytes; `undefined` when there is none. */
export function entryIn(packed: Uint8Array): Unpacked | undefined {
  if (packed.byteLength < 4) return undefined;
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0);
  if (packed.byteLength < 4 + length) return undefined;
  const head = JSON.parse(new TextDecoder().decode(packed.subarray(4, 4 + length))) as Packed & { since: number };
  return { ...head, body: packed.subarray(4 + length) };
}
