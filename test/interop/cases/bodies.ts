import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import { field } from '../../support/raw-message.ts';
import type { InteropCase } from '../cases.ts';
import { gzipped, largeBytes, pieces, plainText, sample, sha256 } from '../sample.ts';

const large = sample(largeBytes);
const digestOf = (content: Uint8Array): string => `${content.length} ${sha256(content)}`;

/** Content both ways, in every framing, at every pace. */
export const bodyCases: readonly InteropCase[] = [
  {
    name: 'content of announced length arrives whole',
    async run(way) {
      const content = sample(70_000);
      const reply = await way.ask('POST upload', [`Content-Length: ${content.length}`], content);

      assert.equal(reply.text, digestOf(content));
    },
  },
  {
    name: 'chunked content arrives whole',
    async run(way) {
      const client = await way.open();
      client.send(way.head('POST upload', ['Transfer-Encoding: chunked']));
      client.send('5\r\nhello\r\n1\r\n \r\n');
      client.send('5\r\nworld\r\n0\r\n\r\n');
      const reply = await client.whole('POST');

      assert.equal(reply.text, digestOf(Buffer.from('hello world')));
    },
  },
  {
    name: 'chunk extensions are read past',
    async run(way) {
      const reply = await way.ask('POST upload', ['Transfer-Encoding: chunked'], '5;x=y\r\nhello\r\n0\r\n\r\n');

      assert.equal(reply.text, digestOf(Buffer.from('hello')));
    },
  },
  {
    name: 'gzip passes byte for byte',
    async run(way) {
      const reply = await way.ask('GET gzip', ['Accept-Encoding: gzip']);

      assert.equal(field(reply, 'content-encoding'), 'gzip');
      assert.deepEqual(reply.content, gzipped);
    },
  },
  {
    name: 'a chunked answer arrives whole, and so does a slow one',
    async run(way) {
      assert.equal((await way.ask('GET chunked')).text, pieces.join(''));
      assert.equal((await way.ask('GET slow')).text, pieces.join(''));
    },
  },
  {
    name: 'an answer up to the end of the connection arrives whole',
    async run(way) {
      const reply = await way.ask('GET to-the-end');

      assert.equal(reply.text, plainText);
      assert.equal(reply.ending, 'complete');
    },
  },
  {
    name: 'a large answer arrives whole, though its reader pauses',
    async run(way) {
      const client = await way.open();
      client.send(way.head('GET large'));
      const reply = await client.reply();
      const first = await reply.body.atLeast(100_000);
      await pass(150);
      const content = Buffer.concat([first, ...(await reply.body.chunks())]);

      assert.equal(digestOf(content), digestOf(large));
    },
  },
  {
    name: 'a large request arrives whole',
    async run(way) {
      const reply = await way.ask('POST upload', [`Content-Length: ${largeBytes}`], large);

      assert.equal(reply.text, digestOf(large));
    },
  },
  {
    name: 'a request that comes in slow pieces arrives whole',
    async run(way) {
      const client = await way.open();
      const bytes = `${way.head('POST upload', ['Content-Length: 5'])}hello`;
      for (let at = 0; at < bytes.length; at += 24) {
        await client.flush(bytes.slice(at, at + 24));
        await pass(8);
      }
      const reply = await client.whole('POST');

      assert.equal(reply.text, digestOf(Buffer.from('hello')));
    },
  },
];
