import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { collectBody } from '../../shared/http/collect-body.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import { alive } from './alive.ts';
import { type Asked, CheckedStage, checked } from './checked.ts';
import { Stage } from './stage.ts';

/** An upstream whose targets are used once a check has passed. */
const inference = (settings: string) => checked('inference', `initial "check-first"; ${settings}`);
const ready = (part: string) => inference(`expected-models "m"; readiness { ${part} }`);

/** A model server: what it answers to each path, as JSON. */
type Pages = Readonly<Record<string, unknown>>;
const pages: Pages = {
  '/v1/models': { data: [{ id: 'm' }], depth: 7 },
  '/list': { models: [{ name: 'm' }] },
  '/v1/completions': { choices: [] },
  '/v1/models/m/status': { status: 'ready', state: { now: 'warm' } },
  '/v1/models/n/status': { status: 'loading' },
};

/** Runs the checks against a model server that takes `tookMs` for a completion. */
async function played(stage: Stage, tookMs = 0): Promise<CheckedStage> {
  const checks = new CheckedStage(stage);
  checks.answer = (call) => {
    const { path } = call.request.head;
    const wait = path === '/v1/completions' ? tookMs : 0;
    if (wait === 0) answer(call, path);
    else stage.platform.time.after(wait, () => answer(call, path));
  };
  return await checks.start().pass(4000);
}

function answer(call: FakeCall, path: string): void {
  const page = pages[path];
  if (page === undefined) call.answer(404);
  else call.answer(200, new BytesBody(JSON.stringify(page)), { 'x-queue': '60' });
}

/** What a client is answered after the first check. */
const status =
  (tookMs = 0) =>
  async (stage: Stage) => {
    await played(stage, tookMs);
    return (await stage.ask()).status;
  };
const askedFor = (what: RegExp) => async (stage: Stage) =>
  (await played(stage)).asked.filter((one: Asked) => what.test(one.what)).map((one) => one.what);
/** The completion that is asked for. */
const completion = async (stage: Stage) => {
  const { asked } = await played(stage);
  const { body } = asked.find(({ what }) => what.startsWith('POST'))!.call!.request;
  return JSON.parse(new TextDecoder().decode(await collectBody((body as BytesBody).copy(), 10_000)));
};
/** Whether the first check has been given up after three seconds in which nothing but the list was answered. */
const givenUp = async (stage: Stage) => {
  const checks = new CheckedStage(stage);
  checks.answer = (call) => {
    if (call.request.head.path === '/v1/models' && checks.asked.length === 1) answer(call, '/v1/models');
  };
  await checks.start().pass(3000);
  return checks.asked[1]!.isCancelled;
};

describe('what a check of a model server asks and expects', () => {
  alive('upstreams.health-check[inference].endpoint', 'is where the models are listed', {
    off: inference(''),
    on: inference('endpoint "/list"'),
    see: askedFor(/GET/),
    shows: [['GET /v1/models'], ['GET /list']],
  });
  alive('upstreams.health-check[inference].expected-models', 'must be there by their whole names', {
    off: inference('expected-models "m" "m-large"'),
    on: inference('expected-models "m"'),
    see: status(),
    shows: [503, 200],
  });
  const headOf = async (stage: Stage) => (await played(stage)).asked[0]!.call!.request.head;
  alive('upstreams.health-check[inference].host', 'is the Host', {
    off: inference(''),
    on: inference('host "models.test"'),
    see: async (stage) => (await headOf(stage)).authority,
    shows: ['a.test', 'models.test'],
  });
  alive('upstreams.health-check[inference].headers', 'are sent', {
    off: inference(''),
    on: inference('headers { Authorization "Bearer k" }'),
    see: async (stage) => (await headOf(stage)).headers.get('authorization'),
    shows: [undefined, 'Bearer k'],
  });
});

describe('the completion that shows a model server to be ready', () => {
  alive('upstreams.health-check[inference].readiness.inference-probe.endpoint', 'is where it is asked for', {
    off: ready('inference-probe { }'),
    on: ready('inference-probe { endpoint "/complete" }'),
    see: askedFor(/POST/),
    shows: [['POST /v1/completions'], ['POST /complete']],
  });
  alive('upstreams.health-check[inference].readiness.inference-probe.model', 'is the model that is asked', {
    off: ready('inference-probe { }'),
    on: ready('inference-probe { model "n" }'),
    see: async (stage) => (await completion(stage)).model,
    shows: ['m', 'n'],
  });
  alive('upstreams.health-check[inference].readiness.inference-probe.model', 'is the first expected one when empty', {
    off: ready('inference-probe { model "n" }'),
    on: ready('inference-probe { model "" }'),
    see: async (stage) => (await completion(stage)).model,
    shows: ['n', 'm'],
  });
  alive('upstreams.health-check[inference].readiness.inference-probe.prompt', 'is what it is asked', {
    off: ready('inference-probe { }'),
    on: ready('inference-probe { prompt "hello" }'),
    see: async (stage) => (await completion(stage)).prompt,
    shows: ['.', 'hello'],
  });
  alive('upstreams.health-check[inference].readiness.inference-probe.max-tokens', 'is how much it is asked for', {
    off: ready('inference-probe { }'),
    on: ready('inference-probe { max-tokens 3 }'),
    see: async (stage) => (await completion(stage)).max_tokens,
    shows: [1, 3],
  });
  alive('upstreams.health-check[inference].readiness.inference-probe.timeout-secs', 'is how long it is waited for', {
    off: ready('inference-probe { }'),
    on: ready('inference-probe { timeout-secs 2 }'),
    see: givenUp,
    shows: [false, true],
  });
  alive('upstreams.health-check[inference].readiness.inference-probe.max-latency-ms', 'is how slow it may be', {
    off: ready('inference-probe { max-latency-ms 3000 }'),
    on: ready('inference-probe { max-latency-ms 500 }'),
    see: status(1000),
    shows: [200, 503],
  });
});

describe('the status that shows a model to be ready', () => {
  alive('upstreams.health-check[inference].readiness.model-status.endpoint-pattern', 'is where it is asked for', {
    off: ready('model-status { }'),
    on: ready('model-status { endpoint-pattern "/status/{model}" }'),
    see: askedFor(/status/),
    shows: [['GET /v1/models/m/status'], ['GET /status/m']],
  });
  alive('upstreams.health-check[inference].readiness.model-status.models', 'are the models that must be ready', {
    off: ready('model-status { }'),
    on: ready('model-status { models "m" "n" }'),
    see: status(),
    shows: [200, 503],
  });
  alive('upstreams.health-check[inference].readiness.model-status.expected-status', 'is the word for ready', {
    off: ready('model-status { }'),
    on: ready('model-status { expected-status "warm" }'),
    see: status(),
    shows: [200, 503],
  });
  alive('upstreams.health-check[inference].readiness.model-status.status-field', 'is where the word stands', {
    off: ready('model-status { expected-status "warm" }'),
    on: ready('model-status { expected-status "warm"; status-field "state.now" }'),
    see: status(),
    shows: [503, 200],
  });
  alive('upstreams.health-check[inference].readiness.model-status.timeout-secs', 'is how long it is waited for', {
    off: ready('model-status { }'),
    on: ready('model-status { timeout-secs 2 }'),
    see: givenUp,
    shows: [false, true],
  });
});

describe('the queue that shows a model server to be ready', () => {
  alive('upstreams.health-check[inference].readiness.queue-depth.header', 'holds its depth', {
    off: ready('queue-depth { header "X-None" }'),
    on: ready('queue-depth { header "X-Queue" }'),
    see: status(),
    shows: [503, 200],
  });
  alive('upstreams.health-check[inference].readiness.queue-depth.body-field', 'holds its depth', {
    off: ready('queue-depth { body-field "none" }'),
    on: ready('queue-depth { body-field "depth" }'),
    see: status(),
    shows: [503, 200],
  });
  alive('upstreams.health-check[inference].readiness.queue-depth.endpoint', 'is where it is asked for', {
    off: ready('queue-depth { header "X-Queue" }'),
    on: ready('queue-depth { header "X-Queue"; endpoint "/list" }'),
    see: askedFor(/GET/),
    shows: [
      ['GET /v1/models', 'GET /v1/models'],
      ['GET /v1/models', 'GET /list'],
    ],
  });
  alive('upstreams.health-check[inference].readiness.queue-depth.unhealthy-threshold', 'is how deep is too deep', {
    off: ready('queue-depth { header "X-Queue" }'),
    on: ready('queue-depth { header "X-Queue"; unhealthy-threshold 60 }'),
    see: status(),
    shows: [200, 503],
  });
  alive('upstreams.health-check[inference].readiness.queue-depth.degraded-threshold', 'is how deep is told of', {
    off: ready('queue-depth { header "X-Queue"; degraded-threshold 61 }'),
    on: ready('queue-depth { header "X-Queue" }'),
    see: async (stage) => {
      await played(stage);
      return stage.logged('error').some(({ message }) => /is degraded: 60 in the queue/.test(String(message)));
    },
    shows: [false, true],
  });
  alive('upstreams.health-check[inference].readiness.queue-depth.timeout-secs', 'is how long it is waited for', {
    off: ready('queue-depth { header "X-Queue" }'),
    on: ready('queue-depth { header "X-Queue"; timeout-secs 2 }'),
    see: givenUp,
    shows: [false, true],
  });
});

describe('the warmth of a model server', () => {
  const two = 'target "a.test:80"; target "b.test:80"';
  const warming = (settings = '', targets = 'target "a.test:80"') =>
    checked('inference', `expected-models "m"; readiness { warmth-detection { ${settings} } }`, targets);

  /** Whether it was told of as cold: after ten quick answers, a while, and so many slow ones. */
  const toldCold =
    ({ quick = 10, idleMs = 0, slow = 6, slowMs = 1000 } = {}) =>
    async (stage: Stage) => {
      await answered(stage, quick, 100);
      stage.platform.time.advance(idleMs);
      await answered(stage, slow, slowMs);
      return stage.logged('error').some(({ message }) => /is cold/.test(String(message)));
    };

  alive('upstreams.health-check[inference].readiness.warmth-detection.sample-size', 'is how many answers decide', {
    off: warming(),
    on: warming('sample-size 20'),
    see: toldCold(),
    shows: [true, false],
  });
  alive(
    'upstreams.health-check[inference].readiness.warmth-detection.cold-threshold-multiplier',
    'is how much slower cold is',
    {
      off: warming(),
      on: warming('cold-threshold-multiplier 20.0'),
      see: toldCold(),
      shows: [true, false],
    },
  );
  alive(
    'upstreams.health-check[inference].readiness.warmth-detection.idle-cold-timeout-secs',
    'is after how long one answer decides',
    {
      off: warming(),
      on: warming('idle-cold-timeout-secs 60'),
      see: toldCold({ idleMs: 100_000, slow: 1 }),
      shows: [false, true],
    },
  );
  /** How many of two hundred requests a target gets once it is cold, and the other is not. */
  const share = async (stage: Stage) => {
    await answered(stage, 20, 100);
    await answered(stage, 12, (host) => (host === 'a.test' ? 1000 : 100));
    const before = stage.reached.length;
    await answered(stage, 200, (host) => (host === 'a.test' ? 1000 : 100));
    return stage.reached.slice(before).filter((host) => host === 'a.test').length;
  };
  alive(
    'upstreams.health-check[inference].readiness.warmth-detection.cold-action',
    'is how much a cold target gets: all, a tenth, or nothing',
    {
      off: warming('', two),
      on: warming('cold-action "mark_unhealthy"', two),
      see: share,
      shows: [100, 0],
    },
  );
  test('a target marked as degraded gets a tenth of its share while it is cold', async () => {
    const stage = await Stage.of(warming('cold-action "mark-degraded"', two), { seed: 1 });
    const got = await share(stage);

    assert.ok(got >= 5 && got <= 25, `${got} of 200`);
  });
  test('a cold target is used where no other is warm', async () => {
    const stage = await Stage.of(warming('cold-action "mark-unhealthy"'));
    await answered(stage, 10, 100);
    await answered(stage, 10, 1000);

    assert.equal((await stage.ask()).status, 200);
  });
  test('a target marked as unhealthy is back once its checks have passed', async () => {
    const stage = await Stage.of(warming('cold-action "mark-unhealthy"', two));
    const got = await share(stage);
    const checks = await new CheckedStage(stage).start().pass(11_000);
    await stage.times(10);

    assert.deepEqual([got, checks.asked.length], [0, 4]);
    assert.equal(stage.reached.slice(-10).filter((host) => host === 'a.test').length, 5);
  });
});

/** Sends so many requests, whose answers take so long to begin. */
async function answered(stage: Stage, count: number, tookMs: number | ((host: string) => number)): Promise<void> {
  stage.origin = (call) => {
    stage.platform.time.advance(typeof tookMs === 'number' ? tookMs : tookMs(call.request.address.host));
    call.answer(200, new BytesBody('ok'));
  };
  await stage.times(count);
}
