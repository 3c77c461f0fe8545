import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import { AiScene, done, said, used } from '../../../support/ai/ai-scene.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';
import type { ManualBody } from '../../http/manual-body.ts';
import { bytes, settled } from '../../http/recording-sink.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));
const requests = 400;
/** What the estimator of the scene counts for each request. */
const countedInput = 2;

interface Tokens {
  input: number;
  output: number;
}

/** One provider with books of its own: it bills what it reported, or the input and each word it said. */
class Provider {
  readonly billed: Tokens = { input: 0, output: 0 };
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  pick<T>(...choices: readonly T[]): T {
    return choices[Math.floor(this.#random.next() * choices.length)]!;
  }

  bill(input: number, output: number): void {
    this.billed.input += input;
    this.billed.output += output;
  }

  /** What becomes of a stream, once it has begun with content or where there is no other upstream. */
  async stream(scene: AiScene, body: ManualBody, begun: number): Promise<Fault | undefined> {
    const reply = await scene.start();
    let words = begun;
    for (let left = this.pick(0, 1, 5); left > 0; left -= 1) {
      body.sink.write(said(' word'));
      words += 1;
    }
    const ending = this.pick('complete', 'unreported', 'cut', 'ended', 'stalled', 'left', 'error');
    switch (ending) {
      case 'complete':
        body.sink.write(used(33, 44));
        body.sink.write(done);
        body.sink.end();
        this.bill(33, 44);
        return undefined;
      case 'unreported':
        body.sink.write(done);
        body.sink.end();
        this.bill(countedInput, words);
        return undefined;
      case 'left':
        reply.body!.cancel(new Fault('client_left'));
        // Who leaves pays for what was read, also before anything was said.
        this.bill(countedInput, words);
        return new Fault('client_left');
      case 'cut':
        body.sink.fail(new Fault('upstream_body_broken'));
        break;
      case 'ended':
        body.sink.end();
        break;
      case 'stalled':
        scene.platform.time.advance(2000);
        break;
      case 'error':
        body.sink.write(bytes('data: {"error":{"message":"no"}}\n\n'));
        body.sink.end();
    }
    if (words > 0) this.bill(countedInput, words);
    return ending === 'error' ? undefined : new Fault('upstream_body_broken');
  }
}

/** Plays one request to its end, with all that may happen on the way. */
async function play(provider: Provider): Promise<AiScene> {
  const stream = provider.pick(true, false);
  const chat = { model: 'm', stream, messages: [{ role: 'user', content: 'two words' }] };
  const scene = new AiScene(chat, { upstreams: provider.pick(['a'], ['a', 'b'], ['a', 'b', 'c']) });
  for (let attempt = 0; ; attempt += 1) {
    await settled();
    if (scene.calls.length <= attempt) break;
    const isLast = attempt === scene.legs.length - 1;
    const what = provider.pick('refuse', 'status', 'left', 'answer', 'answer', 'broken');
    if (what === 'left') {
      scene.exchange.abort(new Fault('client_left'));
      provider.bill(countedInput, 0);
      break;
    }
    if (what === 'refuse') scene.calls[attempt]!.refuse();
    else if (what === 'status') await scene.answers({}, 503);
    else if (!stream) await document(scene, provider, what);
    else if ((await opened(scene, provider, what, isLast)) === 'over') break;
  }
  const ended = await scene.reply.then(
    () => undefined,
    (error: unknown) => Fault.from(error),
  );
  if (ended) scene.exchange.failed(ended);
  scene.finish(ended);
  return scene;
}

async function document(scene: AiScene, provider: Provider, what: 'answer' | 'broken'): Promise<void> {
  if (what === 'broken') {
    await scene.answers({ error: { message: 'no' } });
    return;
  }
  const usage = provider.pick(true, false) && { prompt_tokens: 21, completion_tokens: 7 };
  provider.bill(usage ? 21 : countedInput, usage ? 7 : 3);
  await scene.answers({ choices: [{ message: { content: 'one two three' } }], ...(usage && { usage }) });
}

async function opened(scene: AiScene, provider: Provider, what: string, isLast: boolean): Promise<'over' | 'on'> {
  const body = await scene.streams();
  const started = isLast || what === 'answer';
  if (!started) {
    body.sink.fail(new Fault('upstream_body_broken'));
    return 'on';
  }
  if (!isLast) body.sink.write(said('word'));
  await provider.stream(scene, body, isLast ? 0 : 1);
  return 'over';
}

describe('ledger totals', () => {
  test(`equal the books of the provider over ${requests} requests of every kind (SEED=${seed})`, async () => {
    const random = new SeededRandom(seed);
    const provider = new Provider(random);
    const total: Tokens = { input: 0, output: 0 };
    for (let i = 0; i < requests; i += 1) {
      const { meter, places } = await play(provider);
      assert.deepEqual([meter.open, meter.doubled], [0, 0], `request ${i}`);
      assert.ok(
        places.every((place) => place === 0),
        `request ${i} keeps a place`,
      );
      total.input += meter.total.input;
      total.output += meter.total.output;
      assert.deepEqual(total, provider.billed, `request ${i}: ${JSON.stringify(meter.settled)}`);
    }
  });
});
