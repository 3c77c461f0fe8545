import { Fault } from '../../errors/fault.ts';
import type { Body } from '../../http/body.ts';
import { readAnswer } from '../dialects/json/read-answer.ts';
import type { JsonObject } from '../json.ts';
import { PeekedBody, type Peeker } from './peeked-body.ts';

/** An answer in one piece: read, or too long to be read and still to be sent. */
export type Document = ReadDocument | { readonly kind: 'long'; readonly body: Body };

/** One that was read to its end; `json` where it could be understood. */
export interface ReadDocument {
  readonly kind: 'read';
  readonly content: Uint8Array;
  readonly json: JsonObject | undefined;
}

/** Reads an answer in one piece. Throws the fault that it breaks off with. */
export function readDocument(body: Body, maxBytes: number): Promise<Document> {
  const peeked = new PeekedBody(body, maxBytes);
  return peeked.peek(toTheEnd).then((result) => {
    if (result instanceof Fault) throw result;
    if (result !== 'whole') return { kind: 'long', body: peeked };
    const content = peeked.take();
    return { kind: 'read', content, json: readAnswer(content) };
  });
}

const toTheEnd: Peeker = { chunk: () => false };
