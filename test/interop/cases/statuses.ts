import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { InteropCase } from '../cases.ts';
import { plainText, sample } from '../sample.ts';

/** Answers whose status decides about their content. */
export const statusCases: readonly InteropCase[] = [
  {
    name: 'GET brings the whole answer',
    async run(way) {
      const reply = await way.ask('GET plain');

      assert.equal(reply.status, 200);
      assert.equal(reply.text, plainText);
      assert.equal(reply.ending, 'complete');
    },
  },
  {
    name: 'HEAD brings no content, and the connection goes on',
    async run(way) {
      const client = await way.open();
      const head = await way.askOn(client, 'HEAD plain');
      const next = await way.askOn(client, 'GET plain');

      assert.equal(head.status, 200);
      assert.ok(['22', undefined].includes(field(head, 'content-length')));
      assert.equal(next.text, plainText);
    },
  },
  {
    name: '204 and 304 bring no content, and the connection goes on',
    async run(way) {
      const client = await way.open();
      const noContent = await way.askOn(client, 'GET no-content');
      const notModified = await way.askOn(client, 'GET etag', ['If-None-Match: "v1"']);
      const next = await way.askOn(client, 'GET etag');

      assert.deepEqual([noContent.status, notModified.status, next.status], [204, 304, 200]);
      assert.equal(field(notModified, 'etag'), '"v1"');
      assert.equal(next.text, plainText);
    },
  },
  {
    name: 'a range brings its part',
    async run(way) {
      const reply = await way.ask('GET range', ['Range: bytes=100-299']);

      assert.equal(reply.status, 206);
      assert.equal(field(reply, 'content-range'), 'bytes 100-299/1000');
      assert.deepEqual(reply.content, sample(300).subarray(100));
    },
  },
  {
    name: 'an expectation of 100 is met before the content is sent',
    async run(way) {
      const client = await way.open();
      client.send(way.head('POST upload', ['Content-Length: 5', 'Expect: 100-continue']));
      const { startLine } = await client.information();
      client.send('hello');
      const reply = await client.whole('POST');

      assert.match(startLine, /^HTTP\/1\.1 100 /);
      assert.match(reply.text, /^5 /);
    },
  },
];
