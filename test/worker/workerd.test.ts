import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { field, fields } from '../support/raw-message.ts';
import { RawOrigin } from '../support/raw-origin.ts';
import { respond, respondBare, respondChunked, stall } from '../support/raw-origin-behaviours.ts';
import { closePayload, encodeFrame, opcodes, readFrame } from '../support/websocket-frames.ts';
import { acceptOfHandshake, echoWebSocket, handshake } from '../support/websocket-peer.ts';
import { Workerd } from '../support/workerd.ts';
import { ask, proxyTo, ways } from './support.ts';

/** Longest time from a client's leaving to the upstream's learning of it. */
const leaveMs = 10_000;

describe('the Worker on workerd', { timeout: 120_000 }, () => {
  let origin: RawOrigin;
  let worker: Workerd;

  before(async () => {
    origin = await RawOrigin.start();
    worker = await Workerd.start({ config: proxyTo(origin) });
  });
  beforeEach(() => origin.reset());
  after(async () => {
    await worker?.stop();
    await origin?.stop();
  });

  for (const way of ways) {
    const send = (startLine: string, lines: readonly string[] = []) =>
      ask(worker.port, way.host(origin), startLine, lines);

    describe(`by ${way.name}`, () => {
      test('sends the Host that the client named', async () => {
        await (await send('GET /')).whole();

        assert.equal(field(origin.seen[0]!, 'host'), way.host(origin));
      });

      test('passes path and query on as they came', async () => {
        await (await send('GET /a%2Fb//c?x=%20&y=/')).whole();

        assert.equal(origin.seen[0]?.target, '/a%2Fb//c?x=%20&y=/');
      });

      for (const [coding, content] of [
        ['gzip', gzipSync('hello '.repeat(100))],
        ['br', brotliCompressSync('hello '.repeat(100))],
      ] as const) {
        test(`passes a ${coding} body on byte for byte, with its fields`, async () => {
          origin.answer(respond('200 OK', [`Content-Encoding: ${coding}`], content));

          const reply = await (await send('GET /', [`Accept-Encoding: ${coding}`])).whole();

          assert.deepEqual(reply.content, content);
          assert.equal(field(reply, 'content-encoding'), coding);
          assert.equal(field(reply, 'content-length'), String(content.length));
        });

        test(`passes a large ${coding} body without length on byte for byte`, async () => {
          const chunks = [content, Buffer.alloc(200_000, 7), Buffer.alloc(70_000, 9)];
          origin.answer(respondChunked(chunks, [`Content-Encoding: ${coding}`]));

          const reply = await (await send('GET /')).whole();

          assert.ok(reply.content.equals(Buffer.concat(chunks)));
          assert.equal(field(reply, 'content-encoding'), coding);
        });
      }

      if (way.name === 'connect') {
        test('lets the connection go when the request is over', async () => {
          const gone = Promise.withResolvers<unknown>();
          origin.answer(async (call) => {
            call.head('200 OK', ['Content-Length: 2']);
            call.write('ok');
            gone.resolve(await call.gone);
          });

          assert.equal((await (await send('GET /')).whole()).text, 'ok');

          await gone.promise;
        });
      }

      test('keeps the length of a large body', async () => {
        const content = Buffer.alloc(3_000_000, 'x');
        origin.answer(respond('200 OK', [], content));

        const reply = await (await send('GET /')).whole();

        assert.equal(field(reply, 'content-length'), '3000000');
        assert.ok(reply.content.equals(content));
      });

      test('hands on each event before the next is there', async () => {
        let next = (): void => undefined;
        origin.answer(async (call) => {
          call.head('200 OK', ['Content-Type: text/event-stream', 'Transfer-Encoding: chunked']);
          for (const event of ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']) {
            call.chunk(event);
            await new Promise<void>((go) => {
              next = go;
            });
          }
          call.endChunks();
        });

        const reply = await (await send('GET /events')).reply();
        const seen: string[] = [];
        for (let event = await reply.body.next(); event; event = await reply.body.next()) {
          seen.push(String(event));
          next();
        }

        assert.deepEqual(seen, ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']);
        assert.equal(await reply.body.ended, 'complete');
      });

      test('streams a request body under its length', async () => {
        let seenFirst = (_: Buffer): void => undefined;
        const first = new Promise<Buffer>((settle) => {
          seenFirst = settle;
        });
        origin.answer(async (call) => {
          seenFirst(await call.request.body.atLeast(5));
          await respond()(call);
        });

        const client = await send('POST /', ['Content-Length: 10']);
        client.send('first');
        const begun = String(await first);
        client.send('after');
        const reply = await client.whole('POST');

        assert.equal(begun, 'first');
        assert.equal(field(origin.seen[0]!, 'content-length'), '10');
        assert.equal(reply.status, 200);
      });

      test('lets the upstream go at once when a client breaks off before the answer', async () => {
        const gone = new Promise<number>((settle) => {
          origin.answer(async (call) => {
            await call.gone;
            settle(performance.now());
          });
        });
        const client = await send('GET /');
        await origin.request();
        const left = performance.now();
        client.reset();

        assert.ok((await gone) - left < leaveMs, `after ${(await gone) - left} ms`);
      });

      test('lets the upstream go at once when a client breaks off in the middle of the answer', async () => {
        const gone = new Promise<number>((settle) => {
          origin.answer(async (call) => {
            call.head('200 OK', ['Transfer-Encoding: chunked']);
            call.chunk('begin');
            await call.gone;
            settle(performance.now());
          });
        });
        const client = await send('GET /');
        await (await client.reply()).body.next();
        const left = performance.now();
        client.reset();

        assert.ok((await gone) - left < leaveMs, `after ${(await gone) - left} ms`);
      });

      for (const framing of ['Content-Length: 20000', 'Content-Length: 1000000', 'Transfer-Encoding: chunked']) {
        test(`breaks the answer off that the upstream breaks off (${framing})`, async () => {
          origin.answer(async (call) => {
            call.head('200 OK', [framing]);
            if (framing.startsWith('T')) call.chunk('begin');
            else call.write('begin');
            call.close();
          });

          const reply = await (await send('GET /')).whole();

          assert.equal(reply.text, 'begin');
          assert.equal(reply.ending, 'broken');
        });
      }

      test('answers HEAD with the length of the body', async () => {
        origin.answer(respondBare('200 OK', ['Content-Length: 1234', 'ETag: "x"']));

        const reply = await (await send('HEAD /')).whole('HEAD');

        assert.equal(field(reply, 'content-length'), '1234');
        assert.equal(field(reply, 'etag'), '"x"');
        assert.equal(reply.ending, 'complete');
      });

      test('keeps cookies apart in the answer, and one list of them in the request', async () => {
        origin.answer(respond('200 OK', ['Set-Cookie: a=1; Path=/', 'Set-Cookie: b=2; Path=/']));

        const reply = await (await send('GET /', ['Cookie: a=1; b=2', 'Cookie: c=3'])).whole();

        assert.deepEqual(fields(reply, 'set-cookie'), ['a=1; Path=/', 'b=2; Path=/']);
        assert.equal(fields(origin.seen[0]!, 'cookie').join('; '), 'a=1; b=2; c=3');
      });

      test('keeps the bytes of fields that are UTF-8', async () => {
        const bytes = Buffer.from('žluť').toString('latin1');
        origin.answer(respond('200 OK', [`X-Answer: ${bytes}`]));

        const reply = await (await send('GET /', [`X-Asked: ${bytes}`])).whole();

        assert.equal(field(reply, 'x-answer'), bytes);
        assert.equal(field(origin.seen[0]!, 'x-asked'), bytes);
      });

      test('adds no field of its own that asks for a coding or names an agent', async () => {
        await (await send('GET /')).whole();

        assert.deepEqual(
          ['accept', 'accept-encoding', 'user-agent', 'accept-language'].map((name) => field(origin.seen[0]!, name)),
          [undefined, undefined, undefined, undefined],
        );
      });

      test('carries WebSocket messages, text and binary, with sub-protocol and close code', async () => {
        const codes: number[] = [];
        const onFrame = ({ opcode, payload }: { opcode: number; payload: Buffer }) => {
          if (opcode === opcodes.close) codes.push(payload.readUInt16BE(0));
        };
        origin.answer(echoWebSocket(['Sec-WebSocket-Protocol: graphql-ws'], onFrame));

        const client = await send('GET /ws', [...handshake, 'Sec-WebSocket-Protocol: chat,graphql-ws']);
        const reply = await client.reply();
        client.send(encodeFrame(opcodes.text, Buffer.from('hello'), { masked: true }));
        const text = await readFrame(client.reader);
        client.send(encodeFrame(opcodes.binary, Buffer.from([0, 255, 128]), { masked: true }));
        const binary = await readFrame(client.reader);
        client.send(encodeFrame(opcodes.close, closePayload(4001, 'bye'), { masked: true }));
        const closed = await readFrame(client.reader);

        assert.equal(reply.status, 101);
        assert.equal(field(reply, 'sec-websocket-accept'), acceptOfHandshake);
        assert.equal(field(reply, 'sec-websocket-protocol'), 'graphql-ws');
        assert.deepEqual([text?.opcode, String(text?.payload)], [opcodes.text, 'hello']);
        assert.deepEqual([binary?.opcode, binary?.payload], [opcodes.binary, Buffer.from([0, 255, 128])]);
        assert.equal(closed?.payload.readUInt16BE(0), 4001);
        assert.deepEqual(codes, [4001]);
      });
    });
  }

  test('refuses a WebSocket where the route does not allow it', async () => {
    const client = await ask(worker.port, 'site.test', 'GET /elsewhere', handshake);

    assert.equal((await client.whole()).status, 403);
    assert.equal(origin.seen.length, 0);
  });

  test('serves others while one request waits', async () => {
    origin.answer((call) => (call.request.target === '/slow' ? stall(call) : respond()(call)));
    const slow = await ask(worker.port, 'site.test', 'GET /slow');
    await origin.request();

    const reply = await (await ask(worker.port, 'site.test', 'GET /quick')).whole();

    assert.equal(reply.text, 'ok');
    slow.reset();
  });

  test('takes the address of the client from the runtime, not from a field that anybody can send', async () => {
    const lines = ['CF-Connecting-IP: 203.0.113.9'];

    await (await ask(worker.port, 'site.test', 'GET /', lines)).whole();

    assert.equal(field(origin.seen[0]!, 'x-forwarded-for'), '127.0.0.1');
  });
});
