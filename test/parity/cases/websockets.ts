import assert from 'node:assert/strict';
import type { RawClient } from '../../support/raw-client.ts';
import { field } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import { closePayload, encodeFrame, type Frame, opcodes, readFrame } from '../../support/websocket-frames.ts';
import { acceptOf, acceptOfHandshake, echoWebSocket, handshake } from '../../support/websocket-peer.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [
      upstream('app', [ports.a], 'timeouts { read 1 }'),
      upstream('named', [ports.a], 'host-header "inner.example"'),
    ].join('\n'),
    routes: [
      prefixRoute('flag', '/ws', 'app', 'websocket #true'),
      prefixRoute('block', '/block', 'app', 'websocket { enabled #true }'),
      prefixRoute('named', '/named', 'named', 'websocket #true'),
      prefixRoute('closed', '/closed', 'app'),
    ].join('\n'),
  });

/** A client that is through the handshake with an echoing origin. */
async function shakeHands(world: World, lines: readonly string[] = []): Promise<RawClient> {
  const client = await world.start('GET /ws', { headers: [...handshake, ...lines] });
  const reply = await client.reply();
  assert.equal(reply.status, 101);
  return client;
}

async function exchange(client: RawClient, opcode: number, payload: Uint8Array): Promise<Frame> {
  client.send(encodeFrame(opcode, payload, { masked: true }));
  const frame = await readFrame(client.reader);
  assert.ok(frame !== undefined, 'the connection ended instead of a frame');
  return frame;
}

/** A client whose upstream breaks the connection off, after the handshake and a byte. */
async function leftByUpstream(world: World): Promise<RawClient> {
  world.origin.answer(async (call) => {
    const key = field(call.request, 'sec-websocket-key')!;
    call.head('101 Switching Protocols', [
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Sec-WebSocket-Accept: ${acceptOf(key)}`,
    ]);
    await call.reader.exactly(1);
    await call.reset();
  });
  const client = await shakeHands(world);
  client.send(encodeFrame(opcodes.text, Buffer.from('x'), { masked: true }));
  return client;
}

export const cases: readonly Case[] = [
  {
    name: 'joins client and upstream after the handshake',
    async run(world) {
      world.origin.answer(echoWebSocket());
      for (const path of ['/ws', '/block']) {
        const client = await world.start(`GET ${path}`, { headers: handshake });
        const reply = await client.reply();
        assert.equal(reply.status, 101);
        assert.equal(field(reply, 'upgrade')?.toLowerCase(), 'websocket');
        assert.equal(field(reply, 'sec-websocket-accept'), acceptOfHandshake);
      }
    },
  },
  {
    name: 'sends the handshake with the Host that other requests are sent with',
    async run(world) {
      world.origin.answer(echoWebSocket());
      for (const path of ['/ws', '/named']) await (await world.start(`GET ${path}`, { headers: handshake })).reply();

      assert.deepEqual(
        world.origin.seen.map((seen) => field(seen, 'host')),
        ['sentinel.test', 'inner.example'],
      );
    },
  },
  {
    name: 'carries text and binary messages both ways',
    async run(world) {
      world.origin.answer(echoWebSocket());
      const client = await shakeHands(world);

      const text = await exchange(client, opcodes.text, Buffer.from('zdravím'));
      assert.deepEqual([text.opcode, text.masked, text.payload.toString()], [opcodes.text, false, 'zdravím']);
      const bytes = Buffer.from([0, 255, 1, 128]);
      const binary = await exchange(client, opcodes.binary, bytes);
      assert.deepEqual([binary.opcode, binary.payload], [opcodes.binary, bytes]);
    },
  },
  {
    name: 'carries messages of every length form',
    async run(world) {
      world.origin.answer(echoWebSocket());
      const client = await shakeHands(world);

      for (const size of [0, 125, 126, 65_535, 65_536, 400_000]) {
        const payload = Buffer.alloc(size, 'x');
        assert.deepEqual((await exchange(client, opcodes.binary, payload)).payload, payload);
      }
    },
  },
  {
    name: 'carries what the client sends together with its handshake',
    async run(world) {
      world.origin.answer(echoWebSocket());
      const first = encodeFrame(opcodes.text, Buffer.from('early'), { masked: true });
      const client = await world.send(
        Buffer.concat([Buffer.from(world.head('GET /ws', { headers: handshake })), first]),
      );
      assert.equal((await client.reply()).status, 101);

      assert.equal(String((await readFrame(client.reader))?.payload), 'early');
    },
  },
  {
    name: 'leaves the choice of a sub-protocol to the upstream',
    async run(world) {
      world.origin.answer(echoWebSocket(['Sec-WebSocket-Protocol: graphql-ws', 'X-Of-Origin: yes']));
      const client = await world.start('GET /ws', {
        headers: [...handshake, 'Sec-WebSocket-Protocol: chat,graphql-ws'],
      });
      const reply = await client.reply();

      assert.equal(field(reply, 'sec-websocket-protocol'), 'graphql-ws');
      assert.equal(field(reply, 'x-of-origin'), 'yes');
      assert.equal(field(world.seen, 'sec-websocket-protocol')?.replaceAll(' ', ''), 'chat,graphql-ws');
    },
  },
  {
    name: 'carries close codes and reasons, and then the end of the connection',
    async run(world) {
      const codes: number[] = [];
      world.origin.answer(echoWebSocket([], (frame) => codes.push(frame.payload.readUInt16BE(0))));
      const client = await shakeHands(world);
      const closed = await exchange(client, opcodes.close, closePayload(4001, 'enough'));

      assert.equal(closed.opcode, opcodes.close);
      assert.equal(closed.payload.readUInt16BE(0), 4001);
      assert.deepEqual(codes, [4001]);
      await client.gone;
    },
  },
  {
    name: 'answers a ping',
    async run(world) {
      world.origin.answer(echoWebSocket());
      const client = await shakeHands(world);
      const pong = await exchange(client, opcodes.ping, Buffer.from('are you there'));

      assert.equal(pong.opcode, opcodes.pong);
      assert.equal(pong.payload.toString(), 'are you there');
    },
  },
  {
    name: 'joins the fragments of a message, with a ping between them, to what a peer understands',
    async run(world) {
      world.origin.answer(echoWebSocket());
      const client = await shakeHands(world);
      client.send(encodeFrame(opcodes.text, Buffer.from('be'), { masked: true, fin: false }));
      client.send(encodeFrame(opcodes.ping, Buffer.from('?'), { masked: true }));
      client.send(encodeFrame(opcodes.continuation, Buffer.from('gin'), { masked: true }));
      let text = '';
      while (text.length < 5) {
        const frame = await readFrame(client.reader);
        assert.ok(frame !== undefined, 'the connection ended instead of a frame');
        if (frame.opcode !== opcodes.pong) text += frame.payload.toString();
      }

      assert.equal(text, 'begin');
    },
  },
  {
    name: 'lets the upstream go when the client breaks the connection',
    async run(world) {
      world.origin.answer(echoWebSocket());
      const client = await shakeHands(world);
      client.reset();

      await world.origin.allGone();
    },
  },
  {
    name: 'lets the client go when the upstream breaks the connection',
    differs: { workerd: 'websocket-break' },
    async run(world) {
      const client = await leftByUpstream(world);

      while ((await client.reader.some(1000)) !== undefined);
      assert.notEqual(await client.gone, 'open');
    },
    async otherwise(world) {
      const client = await leftByUpstream(world);
      const closed = await readFrame(client.reader);
      assert.deepEqual([closed?.opcode, closed?.payload.readUInt16BE(0)], [opcodes.close, 1011]);
      client.send(encodeFrame(opcodes.close, closePayload(1011, ''), { masked: true }));

      await client.gone;
    },
  },
  {
    name: 'answers 403 where the route does not allow it, without asking the upstream',
    async run(world) {
      const reply = await world.ask('GET /closed', { headers: handshake });

      assert.equal(reply.status, 403);
      assert.equal(errorCode(reply), 'upgrade_not_allowed');
      assert.equal(world.allSeen.length, 0);
    },
  },
  {
    name: 'answers 400 to a malformed handshake, without asking the upstream',
    async run(world) {
      const [connection, upgrade, version, key] = handshake as [string, string, string, string];
      for (const lines of [
        [connection, upgrade, version],
        [connection, upgrade, 'Sec-WebSocket-Version: 8', key],
      ]) {
        const reply = await world.ask('GET /ws', { headers: lines });
        assert.ok([400, 426].includes(reply.status), String(reply.status));
      }
      assert.equal(world.allSeen.length, 0);
    },
  },
  {
    name: 'passes the refusal of the upstream on',
    async run(world) {
      world.origin.answer(respond('401 Unauthorized', ['X-Why: no token'], 'who are you'));
      const reply = await world.ask('GET /ws', { headers: handshake });

      assert.equal(reply.status, 401);
      assert.equal(field(reply, 'x-why'), 'no token');
      assert.equal(reply.text, 'who are you');
    },
  },
];
