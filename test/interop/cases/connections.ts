import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { handshake } from '../../support/websocket-peer.ts';
import type { InteropCase } from '../cases.ts';
import { largeBytes, pieces, plainText } from '../sample.ts';

/** What becomes of connections that carry more, or something else, than one request. */
export const connectionCases: readonly InteropCase[] = [
  {
    name: 'requests follow each other on one connection, each with its own answer',
    async run(way) {
      const client = await way.open();
      for (let round = 0; round < 4; round += 1) {
        assert.equal((await way.askOn(client, 'GET plain')).text, plainText);
        assert.match((await way.askOn(client, 'POST upload', ['Content-Length: 3'], 'abc')).text, /^3 /);
        assert.equal((await way.askOn(client, 'GET chunked')).text, pieces.join(''));
      }
    },
  },
  {
    name: 'requests sent ahead are answered in their order',
    async run(way) {
      const client = await way.open();
      client.send(
        way.head('GET plain') + way.head('GET chunked') + way.head('HEAD plain') + way.head('GET no-content'),
      );

      assert.equal((await client.whole()).text, plainText);
      assert.equal((await client.whole()).text, pieces.join(''));
      assert.equal((await client.whole('HEAD')).status, 200);
      assert.equal((await client.whole()).status, 204);
    },
  },
  {
    name: 'connections to the next program are used again',
    async run(way) {
      const ports = new Set<string | undefined>();
      for (let round = 0; round < 4; round += 1) {
        const reply = await way.ask('GET plain');
        ports.add(field(reply, 'x-peer-port') ?? field(reply, 'x-origin-peer'));
      }

      assert.equal(ports.size, 1, [...ports].join());
      assert.ok(!ports.has(undefined));
    },
  },
  {
    name: 'a client that ends its half gets its answer',
    async run(way) {
      const client = await way.open();
      client.send(way.head('GET large'));
      client.fin();

      // Of announced length: while an answer without one streams, the end of the client's half means that it has left.
      assert.equal((await client.whole()).content.length, largeBytes);
    },
  },
  {
    name: 'HTTP/1.0 is answered, and the connection closed',
    async run(way) {
      const client = await way.open();
      client.send(way.head('GET plain').replace('HTTP/1.1', 'HTTP/1.0'));
      const reply = await client.whole();

      assert.equal(reply.text, plainText);
      assert.equal(await client.gone, 'fin');
    },
  },
  {
    name: 'a WebSocket carries bytes both ways',
    async run(way) {
      const client = await way.open();
      client.send(way.head('GET websocket', handshake));
      const reply = await client.reply();
      client.send('\x81\x82\x01\x02\x03\x04\x69\x6b');
      const echoed = await client.reader.exactly(8);

      assert.equal(reply.status, 101);
      assert.equal(echoed.toString('latin1'), '\x81\x82\x01\x02\x03\x04\x69\x6b');
    },
  },
];
