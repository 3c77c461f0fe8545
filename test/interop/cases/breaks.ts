import assert from 'node:assert/strict';
import type { WholeReply } from '../../support/raw-client.ts';
import type { InteropCase } from '../cases.ts';
import { plainText } from '../sample.ts';
import type { Way } from '../way.ts';

/** What is broken off stays broken for whoever waits for it, and for nobody else. */
export const breakCases: readonly InteropCase[] = [
  ...(
    [
      ['early-close', 'an answer that ends before its length is never taken for whole'],
      ['early-close-chunked', 'an answer that ends before its last chunk is never taken for whole'],
      ['reset-within-body', 'an answer that is reset is never taken for whole'],
    ] as const
  ).map(([resource, name]) => ({
    name,
    async run(way: Way) {
      way.between?.wire.forget();
      const reply = await answered(way, resource);
      const given = await way.between?.wire.answer();

      if (way.between?.heardBy === 'program') assert.ok(!isWhole(given), JSON.stringify(given?.text));
      else assert.ok(!isWhole(reply) || isWhole(given), JSON.stringify(reply?.text));
      if (isWhole(reply)) await way.between?.wire.ended();
      await goesOn(way);
    },
  })),
  ...(
    [
      ['reset-before-head', 'a reset before the head is told as a failure'],
      ['reset-within-head', 'a reset within the head is told as a failure'],
    ] as const
  ).map(([resource, name]) => ({
    name,
    async run(way: Way) {
      const reply = await answered(way, resource);

      assert.ok(reply === undefined || [502, 503].includes(reply.status), String(reply?.status));
      await goesOn(way);
    },
  })),
  {
    name: 'a client that resets at any stage harms nobody else',
    async run(way) {
      const upload = way.head('POST upload', ['Content-Length: 100000']);
      for (const [bytes, waitsFor] of [
        [way.head('GET plain').slice(0, 20), 'nothing'],
        [upload, 'nothing'],
        [`${upload}${'x'.repeat(50_000)}`, 'nothing'],
        [way.head('GET slow'), 'nothing'],
        [way.head('GET slow'), 'head'],
        [way.head('GET large'), 'content'],
      ] as const) {
        const client = await way.open();
        await client.flush(bytes);
        if (waitsFor !== 'nothing') await client.reply();
        if (waitsFor === 'content') await client.reader.exactly(1000);
        client.reset();
        await goesOn(way);
      }
    },
  },
];

/** The answer as far as it came; `undefined` when the connection broke before there was a head. */
function answered(way: Way, resource: string): Promise<WholeReply | undefined> {
  return way.ask(`GET ${resource}`).catch(() => undefined);
}

function isWhole(reply: WholeReply | undefined): boolean {
  return reply !== undefined && reply.status < 502 && reply.ending !== 'broken';
}

async function goesOn(way: Way): Promise<void> {
  assert.equal((await way.ask('GET plain')).text, plainText);
}
