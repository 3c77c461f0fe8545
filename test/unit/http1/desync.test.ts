import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { describe, test } from 'node:test';
import { readReplies } from '../../support/http1/replies.ts';
import { echo, Served, settled } from '../../support/http1/served.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

interface Sent {
  readonly bytes: string;
  readonly method: string;
  readonly answer: string;
}

/** A valid request of random shape, and what the echo of it is. */
function anyRequest(random: SeededRandom, number: number): Sent {
  const method = ['GET', 'POST', 'PUT', 'HEAD'][random.below(4)]!;
  const path = `/${number}`;
  const kind = random.below(3);
  const content = kind === 0 ? '' : bodyLikeRequest(random);
  const lines = ['Host: a', `X-N: ${' '.repeat(random.below(3))}${number}`];
  let body = content;
  const fields = ['x-n', `${number}`];
  if (kind === 1) {
    lines.push(`Content-Length: ${content.length}`);
    fields.push('content-length', `${content.length}`);
  } else if (kind === 2) {
    lines.push('Transfer-Encoding: chunked');
    fields.push('transfer-encoding', 'chunked');
    body = chunks(random, content);
  }
  return {
    bytes: `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`,
    method,
    answer: `${method} a ${path} undefined ${fields.join('|')} [${content}] `,
  };
}

/** Content that would be another request, or the end of chunks, if it were read as such. */
function bodyLikeRequest(random: SeededRandom): string {
  const parts = ['GET /smuggled HTTP/1.1\r\nHost: b\r\n\r\n', '0\r\n\r\n', '\r\n', 'x', '\0', '5\r\n'];
  return Array.from({ length: 1 + random.below(5) }, () => parts[random.below(parts.length)]).join('');
}

function chunks(random: SeededRandom, content: string): string {
  let out = '';
  for (let at = 0; at < content.length; ) {
    const size = Math.min(1 + random.below(40), content.length - at);
    const hex = size.toString(16).padStart(random.below(6), '0');
    out += `${random.below(2) === 0 ? hex : hex.toUpperCase()}${random.below(4) === 0 ? ';x=y' : ''}\r\n`;
    out += `${content.slice(at, at + size)}\r\n`;
    at += size;
  }
  return `${out}0\r\n\r\n`;
}

describe('requests on one connection', () => {
  test('come in as they went out, one for one, whatever their bodies look like and however they are cut', async () => {
    const seed = testSeed();
    console.log(`seed ${seed}`);
    const random = new SeededRandom(seed);
    for (let round = 0; round < 60; round++) {
      const requests = Array.from({ length: 1 + random.below(6) }, (_, i) => anyRequest(random, i));
      const served = new Served(echo, { maxBufferedBytes: 1 + random.below(500) });
      const bytes = Buffer.from(requests.map((request) => request.bytes).join(''), 'latin1');
      for (let at = 0; at < bytes.length; ) {
        const size = 1 + random.below(round % 2 === 0 ? 5 : 200);
        served.socket.receive(bytes.subarray(at, at + size));
        at += size;
        if (random.below(10) === 0) await settled();
      }
      for (let i = 0; i < 40 && served.endings.length < requests.length; i++) await settled();

      const replies = readReplies(
        served.socket.sent,
        requests.map(({ method }) => method),
      );
      assert.deepEqual(
        replies.map(({ body }) => body),
        requests.map(({ method, answer }) => (method === 'HEAD' ? '' : answer)),
        `seed ${seed}`,
      );
      assert.equal(served.refused.length, 0);
    }
  });

  test('with one byte changed never become more requests than were sent', async () => {
    const seed = testSeed();
    console.log(`seed ${seed}`);
    const random = new SeededRandom(seed);
    for (let round = 0; round < 400; round++) {
      const request = anyRequest(random, 1);
      const bytes = Uint8Array.from(Buffer.from(request.bytes, 'latin1'));
      const headEnd = request.bytes.indexOf('\r\n\r\n') + 4;
      // Only the head is touched, and never its digits, which may honestly mean another length.
      const at = random.below(headEnd);
      if (/[0-9]/.test(request.bytes[at]!)) continue;
      bytes[at] = random.below(256);
      const served = new Served(echo);
      served.socket.receive(bytes);
      for (let i = 0; i < 4; i++) await settled();

      const changed = Buffer.from(bytes).toString('latin1');
      if (lengthIsGone(request.bytes, changed)) continue;
      assert.ok(served.seen.length <= 1, `seed ${seed}: ${JSON.stringify(changed)}`);
    }
  });
});

/** Whether the change made another field of the one that frames the body: the body is then honestly the next request. */
function lengthIsGone(before: string, after: string): boolean {
  const framing = /\r\n(content-length|transfer-encoding):/i;
  return framing.test(before) && !framing.test(after);
}
