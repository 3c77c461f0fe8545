import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { prefixRoute, sentinel, upstream } from '../parity/kdl.ts';
import { type Subject, subjects } from '../parity/subjects.ts';
import { freePort } from '../support/ports.ts';
import { RawClient, type WholeReply } from '../support/raw-client.ts';
import { fields } from '../support/raw-message.ts';
import { RawOrigin } from '../support/raw-origin.ts';
import { respond } from '../support/raw-origin-behaviours.ts';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';
import { answerAmbiguities, withRest } from './ambiguous-responses.ts';

const seed = testSeed();
const rounds = 8;

describe(`raw answers of upstreams on Node (SEED=${seed})`, () => {
  const random = new SeededRandom(seed);
  let origin: RawOrigin;
  let subject: Subject;

  before(async () => {
    origin = await RawOrigin.start();
    const port = await freePort();
    const upstreams = upstream('app', [`127.0.0.1:${origin.port}`], 'timeouts { first-byte 2; read 2 }');
    const config = sentinel({ listen: `127.0.0.1:${port}` }, { upstreams, routes: prefixRoute('all', '/', 'app') });
    subject = await subjects.node(config, port);
  });

  after(async () => {
    await subject?.stop();
    await origin.stop();
  });

  afterEach(() => {
    const { violations } = origin;
    assert.deepEqual(violations, []);
    origin.reset();
  });

  /** Odd paths are answered with these bytes, all others with their own path. */
  function answerOdd(bytes: string): void {
    origin.answer(async (call) => {
      if (!call.request.target.startsWith('/odd')) return respond('200 OK', [], call.request.target)(call);
      await call.content();
      call.write(bytes);
    });
  }

  async function ask(path: string): Promise<WholeReply> {
    const client = await RawClient.open(subject.port);
    client.send(`GET ${path} HTTP/1.1\r\nHost: fuzz.test\r\n\r\n`);
    const reply = await client.whole();
    client.close();
    return reply;
  }

  for (const { what, make, inHead } of answerAmbiguities) {
    test(`tells ${what} as a failure, and mixes up nothing after`, { timeout: 120_000 }, async () => {
      for (let round = 0; round < rounds; round += 1) {
        const bytes = make(random);
        answerOdd(bytes);
        const reply = await ask(`/odd/${round}`).catch(() => undefined);
        if (inHead) assert.equal(reply?.status, 502, JSON.stringify(bytes));
        else assert.ok(reply === undefined || reply.status === 502 || reply.ending === 'broken', JSON.stringify(bytes));

        assert.equal((await ask(`/next/${round}`)).text, `/next/${round}`, JSON.stringify(bytes));
      }
    });
  }

  test('never takes bytes behind an answer for the answer to another request', { timeout: 120_000 }, async () => {
    for (const bytes of withRest) {
      for (let round = 0; round < rounds; round += 1) {
        answerOdd(bytes);
        const reply = await ask(`/odd/${round}`);
        assert.deepEqual(fields(reply, 'x-smuggled'), [], JSON.stringify(bytes));

        const next = await ask(`/next/${round}`);
        assert.equal(next.text, `/next/${round}`, JSON.stringify(bytes));
      }
    }
  });
});
