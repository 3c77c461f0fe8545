import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { prefixRoute, sentinel, upstream } from '../parity/kdl.ts';
import { type Subject, subjects } from '../parity/subjects.ts';
import { pairText } from '../support/certificates.ts';
import { askHttp2, openHttp2 } from '../support/http2-client.ts';
import { frameType } from '../support/http2-frames.ts';
import { freePort } from '../support/ports.ts';
import { RawClient } from '../support/raw-client.ts';
import { RawHttp2Origin } from '../support/raw-http2-origin.ts';
import { RawOrigin } from '../support/raw-origin.ts';
import { respond } from '../support/raw-origin-behaviours.ts';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';
import { openTls } from '../support/tls-client.ts';
import { http2Answer, http2Client } from './http2-material.ts';

const seed = testSeed();
/** Clients of each kind; more by `SENTINEL_FUZZ_INPUTS`. */
const clients = Number(process.env['SENTINEL_FUZZ_INPUTS'] ?? 400);
const atOnce = 8;

// Bun and Workers do not speak HTTP/2 with clients by sockets (docs/runtimes.md).
for (const runtime of ['node', 'deno'] as const) {
  describe(`peers of HTTP/2 on ${runtime} (SEED=${seed}, ${clients} of each kind)`, () => {
    const random = new SeededRandom(seed);
    let origin: RawOrigin;
    let wild: RawHttp2Origin;
    let subject: Subject;

    before(async () => {
      origin = await RawOrigin.start();
      origin.answer(respond('200 OK', [], 'hello'));
      wild = await RawHttp2Origin.start((seen, write, socket) => {
        if (seen.type !== frameType.headers) return;
        write(...http2Answer(random, seen.stream));
        if (random.below(3) === 0) socket.end();
      });
      const port = await freePort();
      const parts = {
        listener: `protocol "https"; tls { ${pairText('main')} }`,
        upstreams: [
          upstream('app', [`127.0.0.1:${origin.port}`]),
          upstream('wild', [`127.0.0.1:${wild.port}`], 'http-version { min-version 2; max-version 2 }'),
        ].join('\n'),
        routes: [prefixRoute('all', '/', 'app'), prefixRoute('wild', '/wild', 'wild')].join('\n'),
      };
      subject = await subjects[runtime](sentinel({ listen: `127.0.0.1:${port}` }, parts), port);
    });
    after(async () => {
      await subject?.stop();
      await origin.stop();
      wild.stop();
    });

    /** Some clients after each other, as many sequences of them beside each other as there may be. */
    async function all(visit: () => Promise<void>): Promise<void> {
      const some = async () => {
        for (let left = clients / atOnce; left > 0; left -= 1) await visit();
      };
      await Promise.all(Array.from({ length: atOnce }, some));
    }

    async function isServed(): Promise<void> {
      const session = await openHttp2(subject.port);
      const { status, text } = await askHttp2(session).reply;
      session.destroy();

      assert.equal(subject.ended(), undefined);
      assert.deepEqual([status, text], [200, 'hello']);
    }

    test('may say good-bye and leave as clients as often as they like: the others are served', async () => {
      await all(async () => {
        const session = await openHttp2(subject.port);
        await askHttp2(session).reply;
        session.destroy();
      });

      await isServed();
    });

    test('may say whatever they like as clients: the others are served', async () => {
      await all(async () => {
        const socket = await openTls(subject.port, { ALPNProtocols: ['h2'] });
        socket.on('error', () => {});
        socket.resume();
        const closed = once(socket, 'close').catch(() => {});
        for (const piece of http2Client(random)) {
          socket.write(piece);
          if (random.below(4) === 0) await pass(0);
        }
        const ending = random.below(3);
        if (ending === 0) socket.destroy();
        else socket.end();
        if (ending === 2) await Promise.race([closed, pass(20)]);
        socket.destroy();
      });

      await isServed();
    });

    test('may answer whatever they like as upstreams: the others are served', async () => {
      await all(async () => {
        const client = await RawClient.over(await openTls(subject.port, { ALPNProtocols: ['http/1.1'] }));
        client.send('GET /wild HTTP/1.1\r\nHost: main.test\r\nConnection: close\r\n\r\n');
        await Promise.race([client.gone, pass(20)]);
        client.close();
      });

      await isServed();
    });
  });
}
