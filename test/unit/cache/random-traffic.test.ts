import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CacheCounts } from '../../../shared/cache/cache.ts';
import type { Sendable } from '../../../shared/engine/reply.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../../shared/http/body.ts';
import type { Stage } from '../../liveness/stage.ts';
import type { FakeCall } from '../../support/fake-transport.ts';
import { SeededRandom } from '../../support/seeded-random.ts';
import { bytes, settled } from '../http/recording-sink.ts';
import { busy, cachingStage } from './play.ts';

/** A body that the test sends piece by piece, and that takes notice of being let go of. */
class PlayedBody implements Body {
  readonly length = undefined;
  readonly pieces: string[];
  isOpen = true;
  #sink: BodySink | undefined;

  constructor(text: string) {
    this.pieces = text.match(/.{1,5}/gs) ?? [];
  }

  start(sink: BodySink): void {
    this.#sink = sink;
  }

  resume(): void {}

  cancel(): void {
    this.isOpen = false;
  }

  /** Sends the next piece, or breaks off. Whether there is more. */
  step(breaks: boolean): boolean {
    if (!this.isOpen || !this.#sink) return this.isOpen;
    const piece = this.pieces.shift();
    if (breaks) this.#sink.fail(new Fault('upstream_body_broken'));
    else if (piece !== undefined) this.#sink.write(bytes(piece));
    else this.#sink.end();
    this.isOpen = !breaks && piece !== undefined;
    return this.isOpen;
  }
}

/** A client that reads at a pace of its own, and may leave. */
class PlayedClient implements BodySink {
  readonly variant: string;
  readonly target: string;
  text = '';
  state: 'asks' | 'reads' | 'done' | 'failed' | 'left' = 'asks';
  reply: Sendable | undefined;
  readonly #random: SeededRandom;

  constructor(target: string, variant: string, random: SeededRandom) {
    this.target = target;
    this.variant = variant;
    this.#random = random;
  }

  write(chunk: Uint8Array): boolean {
    this.text += new TextDecoder().decode(chunk);
    return this.#random.below(3) > 0;
  }

  end(): void {
    this.#over('done', undefined);
  }

  fail(fault: Fault): void {
    this.#over('failed', fault);
  }

  take(reply: Sendable): void {
    this.reply = reply;
    this.state = 'reads';
    if (reply.body) reply.body.start(this);
    else this.end();
  }

  leave(): void {
    if (this.state !== 'reads') return;
    const fault = new Fault('client_left');
    this.reply!.body!.cancel(fault);
    this.#over('left', fault);
  }

  #over(state: 'done' | 'failed' | 'left', fault: Fault | undefined): void {
    this.state = state;
    this.reply!.finished({ bytesSent: this.text.length, bytesReceived: 0, fault });
  }
}

const settings = 'max-size-bytes 60; stale-while-revalidate-secs 5; stale-if-error-secs 20';
const lives = [
  ...['max-age=10', 'max-age=10', 'max-age=1', 'max-age=5, must-revalidate', 'no-cache', 'no-store', 'private'],
];

/** The origin refuses, fails, confirms, or sends a body that names the request it is for. */
function answerCall(call: FakeCall, bodies: PlayedBody[], random: SeededRandom): void {
  const { path, headers } = call.request.head;
  const tag = headers.get('if-none-match');
  const chance = random.below(12);
  if (chance === 0) call.refuse();
  else if (chance === 1) call.answer(503);
  else if (tag !== undefined && chance < 6) call.answer(304, null, { etag: tag });
  else {
    const body = new PlayedBody(`${path}:${headers.get('foo')}:${'x'.repeat(random.below(90))}!`);
    bodies.push(body);
    const life = lives[random.below(lives.length)]!;
    call.answer(200, body, { 'cache-control': life, vary: 'foo', etag: `"${bodies.length}"` });
  }
}

async function traffic(seed: number, steps: number): Promise<CacheCounts> {
  const random = new SeededRandom(seed);
  const stage: Stage = await cachingStage({ route: settings, top: 'cache { max-size 20000; lock-timeout 2 }' });
  const calls: FakeCall[] = [];
  const bodies: PlayedBody[] = [];
  const clients: PlayedClient[] = [];
  stage.origin = (call) => calls.push(call);

  const ask = (): void => {
    const client = new PlayedClient(`/p${random.below(4)}`, String(random.below(2)), random);
    clients.push(client);
    const headers = { foo: client.variant, ...(random.below(9) === 0 && { 'cache-control': 'no-cache' }) };
    void stage.begin({ target: client.target, headers }).then((reply) => client.take(reply));
  };
  const answer = (): void => {
    const call = calls.splice(random.below(calls.length), 1)[0];
    if (call) answerCall(call, bodies, random);
  };
  const moves: readonly (() => unknown)[] = [
    ...[ask, ask, answer, answer],
    () => bodies.filter(({ isOpen }) => isOpen)[0]?.step(random.below(30) === 0),
    () => {
      for (const body of bodies.filter(({ isOpen }) => isOpen)) if (random.below(3) > 0) body.step(false);
    },
    () => {
      for (const body of bodies.filter(({ isOpen }) => isOpen)) body.step(false);
    },
    () => clients[random.below(clients.length)]?.reply?.body?.resume(),
    () => random.below(4) === 0 && clients[random.below(clients.length)]?.leave(),
    () => stage.platform.time.advance(random.below(900)),
    () => random.below(20) === 0 && stage.plan.cache!.cache.purge({ by: 'url', url: 'http://app.test/p1' }, 'delete'),
  ];
  for (let i = 0; i < steps; i += 1) {
    moves[random.below(moves.length)]!();
    await settled();
  }

  // To the end: every fetch is answered, every body sent, every client reads on.
  for (let round = 0; round < 60; round += 1) {
    while (calls.length > 0) calls.pop()!.refuse();
    for (const body of bodies) while (body.step(false)) await settled();
    for (const client of clients) client.reply?.body?.resume();
    stage.platform.time.advance(500);
    await settled();
  }
  const what = `seed ${seed}`;
  for (const { state, text, target, variant, reply } of clients) {
    assert.ok(state === 'done' || state === 'failed' || state === 'left', `${what}: a client ${state} for ever`);
    if (state !== 'done' || reply!.head.status !== 200) continue;
    assert.match(text, new RegExp(`^${target}:${variant}:x*!$`), what);
  }
  assert.equal(busy(stage), 0, `${what}: every place at the origin is given back`);
  const { bytes: held, maxBytes } = stage.plan.cache!.cache.counts();
  assert.ok(held <= maxBytes, what);
  assert.equal(stage.plan.cache!.cache.room.taken, 0, `${what}: no memory of bodies under way is lost`);
  return stage.plan.cache!.cache.counts();
}

describe('whatever comes', () => {
  const first = Number(process.env['SEED'] ?? 1);
  const seeds = process.env['SEED'] === undefined ? 12 : 1;

  for (let seed = first; seed < first + seeds; seed += 1) {
    test(`each client gets a whole answer to its own request or none, seed ${seed}`, async (context) => {
      const { hits, collapsed, stale, revalidated } = await traffic(seed, 500);
      context.diagnostic(`${hits} hits, ${collapsed} shared, ${stale} stale, ${revalidated} confirmed`);
    });
  }
});
