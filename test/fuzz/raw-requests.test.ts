import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { prefixRoute, sentinel, upstream } from '../parity/kdl.ts';
import { type Subject, subjects } from '../parity/subjects.ts';
import { freePort } from '../support/ports.ts';
import { RawClient } from '../support/raw-client.ts';
import { RawOrigin, type SeenRequest } from '../support/raw-origin.ts';
import { respond } from '../support/raw-origin-behaviours.ts';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';
import { ambiguities } from './ambiguous-requests.ts';
import { mutate } from './mutate.ts';

const seed = testSeed();
/** Inputs of the random part; more by `SENTINEL_FUZZ_INPUTS`. */
const inputs = Number(process.env['SENTINEL_FUZZ_INPUTS'] ?? 600);
const roundsPerAmbiguity = Math.max(4, Math.floor(inputs / 100));

/** What became of one input. */
interface Outcome {
  /** Status of the first answer; `undefined` when the connection was closed without one. */
  readonly status: number | undefined;
  /** Requests that reached the origin with a whole body. */
  readonly forwarded: readonly SeenRequest[];
}

describe(`raw requests on Node (SEED=${seed}, ${inputs} inputs)`, () => {
  const random = new SeededRandom(seed);
  let origin: RawOrigin;
  let control: RawOrigin;
  let subject: Subject;

  before(async () => {
    [origin, control] = await Promise.all([RawOrigin.start(), RawOrigin.start()]);
    const port = await freePort();
    const parts = { upstreams: upstream('app', [`127.0.0.1:${origin.port}`]), routes: prefixRoute('all', '/', 'app') };
    const config = sentinel({ listen: `127.0.0.1:${port}` }, { ...parts, listener: 'header-timeout-secs 5' });
    subject = await subjects.node(config, port);
  });

  after(async () => {
    await subject?.stop();
    await Promise.all([origin.stop(), control.stop()]);
  });

  afterEach(() => assert.deepEqual(origin.violations, []));

  /** Sends one input to a port, reads what comes, and waits until the connection is over. */
  async function put(input: string, port: number): Promise<number | undefined> {
    const client = await RawClient.open(port);
    // How the bytes are cut must not matter.
    const cut = random.below(3) === 0 ? random.below(input.length) : 0;
    if (cut > 0) await client.flush(input.slice(0, cut));
    client.send(input.slice(cut));
    const answer = client.whole().then(
      ({ status }) => status,
      () => undefined,
    );
    // Some inputs are half a request: nothing comes until our end shows that there is no more.
    await Promise.race([answer, pass(60)]);
    client.fin();
    const end = await Promise.race([answer.then(() => drain(client)), pass(8000, 'open')]);
    client.close();
    assert.notEqual(end, 'open', `the connection stays open after ${JSON.stringify(input)}`);
    return answer;
  }

  async function outcomeOf(input: string): Promise<Outcome> {
    origin.reset();
    const status = await put(input, subject.port);
    const forwarded: SeenRequest[] = [];
    for (const request of origin.seen) if ((await request.body.ended) === 'complete') forwarded.push(request);
    assert.deepEqual(origin.violations, [], `forwarded from ${JSON.stringify(input)}`);
    return { status, forwarded };
  }

  test('serves a sound request', async () => {
    const { status, forwarded } = await outcomeOf('GET /sound HTTP/1.1\r\nHost: fuzz.test\r\n\r\n');

    assert.equal(status, 200);
    assert.equal(forwarded.length, 1);
  });

  for (const { what, make } of ambiguities) {
    test(`refuses ${what} and forwards nothing of it`, { timeout: 120_000 }, async () => {
      for (let round = 0; round < roundsPerAmbiguity; round += 1) {
        const input = make(`/fuzz/${round}`, random);
        const { status, forwarded } = await outcomeOf(input);

        assert.deepEqual(
          forwarded.map(({ startLine }) => startLine),
          [],
          JSON.stringify(input),
        );
        assert.ok(status === undefined || status >= 400, `${status} for ${JSON.stringify(input)}`);
      }
    });
  }

  test('makes at most one request of one, and that the one a strict reader sees', {
    timeout: inputs * 500,
  }, async () => {
    for (let round = 0; round < inputs; round += 1) {
      const input = mutate(`/fuzz/${round}`, random);
      const { forwarded } = await outcomeOf(input);
      assert.ok(forwarded.length <= 1, `${forwarded.length} requests of ${JSON.stringify(input)}`);
      if (forwarded[0]) await compareWithControl(input, forwarded[0]);
    }
  });

  /** Holds what was forwarded against what the strict origin reads from the same bytes directly. */
  async function compareWithControl(input: string, forwarded: SeenRequest): Promise<void> {
    control.reset();
    control.answer(respond());
    // An empty line before a request is skipped, as RFC 9112 §2.2 asks.
    await put(input.replace(/^\r\n/, ''), control.port);
    const direct = control.seen[0];
    const isWhole = direct !== undefined && (await direct.body.ended) === 'complete';
    if (isWhole) assert.equal(forwarded.method, direct.method, JSON.stringify(input));
    else assert.match(control.violations[0] ?? 'nothing', madeCanonical, JSON.stringify(input));
  }
});

/** What the strict reader does not take and the proxy may: it writes each anew in the one form that has no doubt. */
const madeCanonical =
  /^a chunk size "[0-9a-f]+;|^a request line ".* HTTP\/1\.0"$|^transfer-encoding "chunked"$|^content-length "0[0-9]+"$/i;

/** Reads what is left, up to the end of the connection. */
async function drain({ reader }: RawClient): Promise<void> {
  while ((await reader.some(65_536)) !== undefined);
}
