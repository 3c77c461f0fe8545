import { Fault } from '../../errors/fault.ts';
import type { Body } from '../../http/body.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { PeekedBody, type Peeker } from './peeked-body.ts';

/** An answer in one piece: read, or too long to be read and still to be sent. */
export type Document =
  | { readonly kind: 'read'; readonly content: Uint8Array; readonly json: JsonObject | undefined }
  | { readonly kind: 'long'; readonly body: Body };

/** Reads an answer in one piece. Throws the fault that it breaks off with. */
export async function readDocument(body: Body, maxBytes: number): Promise<Document> {
  const peeked = new PeekedBody(body, maxBytes);
  const result = await peeked.peek(toTheEnd);
  if (result instanceof Fault) throw result;
  if (result !== 'whole') return { kind: 'long', body: peeked };
  const content = peeked.take();
  return { kind: 'read', content, json: jsonIn(content) };
}

const toTheEnd: Peeker = { chunk: () => false };

function jsonIn(content: Uint8Array): JsonObject | undefined {
  try {
    const value: JsonValue = JSON.parse(decoder.decode(content));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    // What says that it is JSON and is not goes to the client as it is.
    return undefined;
  }
}

const decoder = new TextDecoder();
