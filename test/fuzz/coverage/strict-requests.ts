import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { RawBody } from '../../support/raw-body.ts';
import { fields, framingOf, readHead } from '../../support/raw-message.ts';
import { Ambiguous, RawReader } from '../../support/raw-reader.ts';

/** One request as the strict reader of the tests read it. */
export interface StrictRequest {
  readonly startLine: string;
  readonly content: string;
  readonly isWhole: boolean;
}

/** Every request in what was sent over one connection. Throws at what is not in the one canonical form. */
export async function strictRequests(sent: string): Promise<StrictRequest[]> {
  const stream = new PassThrough({ highWaterMark: 1 << 20 });
  const reader = new RawReader(stream as unknown as Socket);
  stream.end(Buffer.from(sent, 'latin1'));
  const requests: StrictRequest[] = [];
  for (;;) {
    const head = await readHead(reader);
    if (head === undefined) return requests;
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [\x21-\x7e]+ HTTP\/1\.1$/.test(head.startLine))
      throw new Ambiguous(head.startLine);
    if (fields(head, 'host').length !== 1) throw new Ambiguous('not one Host');
    const body = new RawBody(reader, framingOf(head) ?? { kind: 'none' });
    const content = Buffer.concat(await body.chunks()).toString('latin1');
    const isWhole = (await body.ended) === 'complete';
    requests.push({ startLine: head.startLine, content, isWhole });
    if (!isWhole) return requests;
  }
}
