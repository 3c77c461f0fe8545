import { describe } from 'node:test';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { alive } from './alive.ts';
import { CheckedStage, type CheckType, checked } from './checked.ts';
import type { Stage } from './stage.ts';

const two = 'target "a.test:80"; target "b.test:80"';

/** How many checks are made while the clock moves on. */
const checksIn = (ms: number) => async (stage: Stage) => (await new CheckedStage(stage).start().pass(ms)).asked.length;
/** What a client is answered after a while in which every target does badly. */
const statusWhenIll = (ms: number) => async (stage: Stage) => {
  const played = new CheckedStage(stage);
  for (const host of ['a.test', 'b.test']) played.conditions.set(host, 'ill');
  await played.start().pass(ms);
  return (await stage.ask()).status;
};
const statusAfter = (ms: number) => async (stage: Stage) => {
  await new CheckedStage(stage).start().pass(ms);
  return (await stage.ask()).status;
};
const cancelledAfter = (ms: number) => async (stage: Stage) => {
  const played = new CheckedStage(stage);
  played.conditions.set('a.test', 'silent');
  await played.start().pass(ms);
  return played.asked[0]!.isCancelled;
};
/** The first check that is made. */
const first = async (stage: Stage) => (await new CheckedStage(stage).start().pass(100)).asked[0]!;

/** The settings that every kind of check has, by the names they go by. */
const names = {
  tcp: [
    'upstreams.health-check[tcp].type',
    'upstreams.health-check[tcp].interval-secs',
    'upstreams.health-check[tcp].jitter-percent',
    'upstreams.health-check[tcp].timeout-secs',
    'upstreams.health-check[tcp].healthy-threshold',
    'upstreams.health-check[tcp].unhealthy-threshold',
    'upstreams.health-check[tcp].initial',
    'upstreams.health-check[tcp].panic-percent',
    'upstreams.health-check[tcp].port',
  ],
  http: [
    'upstreams.health-check[http].type',
    'upstreams.health-check[http].interval-secs',
    'upstreams.health-check[http].jitter-percent',
    'upstreams.health-check[http].timeout-secs',
    'upstreams.health-check[http].healthy-threshold',
    'upstreams.health-check[http].unhealthy-threshold',
    'upstreams.health-check[http].initial',
    'upstreams.health-check[http].panic-percent',
    'upstreams.health-check[http].port',
  ],
  grpc: [
    'upstreams.health-check[grpc].type',
    'upstreams.health-check[grpc].interval-secs',
    'upstreams.health-check[grpc].jitter-percent',
    'upstreams.health-check[grpc].timeout-secs',
    'upstreams.health-check[grpc].healthy-threshold',
    'upstreams.health-check[grpc].unhealthy-threshold',
    'upstreams.health-check[grpc].initial',
    'upstreams.health-check[grpc].panic-percent',
    'upstreams.health-check[grpc].port',
  ],
  inference: [
    'upstreams.health-check[inference].type',
    'upstreams.health-check[inference].interval-secs',
    'upstreams.health-check[inference].jitter-percent',
    'upstreams.health-check[inference].timeout-secs',
    'upstreams.health-check[inference].healthy-threshold',
    'upstreams.health-check[inference].unhealthy-threshold',
    'upstreams.health-check[inference].initial',
    'upstreams.health-check[inference].panic-percent',
    'upstreams.health-check[inference].port',
  ],
} as const satisfies Record<CheckType, readonly string[]>;

/** What each kind asks first. */
const firstWords: Readonly<Record<CheckType, string>> = {
  tcp: 'connect',
  http: 'GET /health',
  grpc: 'POST /grpc.health.v1.Health/Check',
  inference: 'GET /v1/models',
};

for (const type of ['tcp', 'http', 'grpc', 'inference'] as const) {
  const [kind, interval, jitter, timeout, healthy, unhealthy, initial, panic, port] = names[type];
  const other = type === 'tcp' ? 'http' : 'tcp';

  describe(`a health check by ${type}`, () => {
    alive(kind, 'is how targets are asked', {
      off: checked(other),
      on: checked(type),
      see: async (stage) => (await first(stage)).what,
      shows: [firstWords[other], firstWords[type]],
    });
    alive(interval, 'is the time between two checks', {
      off: checked(type),
      on: checked(type, 'interval-secs 20'),
      see: checksIn(35_000),
      shows: [4, 2],
    });
    alive(jitter, 'lets checks come early', {
      off: checked(type),
      on: { targets: 'target "a.test:80"', upstream: `health-check "${type}" { jitter-percent 100 }` },
      see: async (stage) => (await checksIn(95_000)(stage)) > 10,
      shows: [false, true],
    });
    alive(timeout, 'is how long an answer is waited for', {
      off: checked(type),
      on: checked(type, 'timeout-secs 1'),
      see: cancelledAfter(2000),
      shows: [false, true],
    });
    alive(healthy, 'is how many good answers put a target in', {
      off: checked(type, 'initial "unhealthy"'),
      on: checked(type, 'initial "unhealthy"; healthy-threshold 1'),
      see: statusAfter(5000),
      shows: [503, 200],
    });
    alive(unhealthy, 'is how many bad answers take a target out', {
      off: checked(type),
      on: checked(type, 'unhealthy-threshold 1'),
      see: statusWhenIll(5000),
      shows: [200, 503],
    });
    alive(initial, 'is what a target counts as before it was checked', {
      off: checked(type),
      on: checked(type, 'initial "check-first"'),
      see: async (stage) => (await stage.ask()).status,
      shows: [200, 503],
    });
    alive(panic, 'is the share of healthy targets below which all are used', {
      off: checked(type, 'unhealthy-threshold 1', two),
      on: checked(type, 'unhealthy-threshold 1; panic-percent 50', two),
      see: statusWhenIll(5000),
      shows: [503, 200],
    });
    alive(port, 'is asked in place of that of the target', {
      off: checked(type),
      on: checked(type, 'port 9000'),
      see: async (stage) => (await first(stage)).address.port,
      shows: [80, 9000],
    });
  });
}

describe('what a check by HTTP asks and expects', () => {
  const headOf = async (stage: Stage) => (await first(stage)).call!.request.head;
  /** What a client is answered once the first check was answered so. */
  const answered = (status: number, body: string) => async (stage: Stage) => {
    const played = new CheckedStage(stage);
    played.answer = (call) => call.answer(status, new BytesBody(body));
    await played.start().pass(100);
    return (await stage.ask()).status;
  };
  const http = (settings: string) => checked('http', `initial "check-first"; ${settings}`);

  alive('upstreams.health-check[http].path', 'is what is asked for', {
    off: http(''),
    on: http('path "/ready?deep=1"'),
    see: async (stage) => {
      const { path, query } = await headOf(stage);
      return [path, query];
    },
    shows: [
      ['/health', undefined],
      ['/ready', 'deep=1'],
    ],
  });
  alive('upstreams.health-check[http].method', 'is the method', {
    off: http(''),
    on: http('method "HEAD"'),
    see: async (stage) => (await headOf(stage)).method,
    shows: ['GET', 'HEAD'],
  });
  alive('upstreams.health-check[http].expected-status', 'is the statuses that will do', {
    off: http(''),
    on: http('expected-status 200 "300-399"'),
    see: answered(302, ''),
    shows: [503, 200],
  });
  alive('upstreams.health-check[http].expected-body', 'is what the body must hold', {
    off: http('expected-body "fine"'),
    on: http('expected-body "ready"'),
    see: answered(200, 'it is ready'),
    shows: [503, 200],
  });
  alive('upstreams.health-check[http].expected-body-regex', 'is what the body must match', {
    off: http('expected-body-regex "^ready"'),
    on: http('expected-body-regex "ready( now)?$"'),
    see: answered(200, 'it is ready'),
    shows: [503, 200],
  });
  alive('upstreams.health-check[http].host', 'is the Host', {
    off: http(''),
    on: http('host "check.test"'),
    see: async (stage) => (await headOf(stage)).authority,
    shows: ['a.test', 'check.test'],
  });
  alive('upstreams.health-check[http].headers', 'are sent', {
    off: http(''),
    on: http('headers { X-Check "1" }'),
    see: async (stage) => (await headOf(stage)).headers.get('x-check'),
    shows: [undefined, '1'],
  });
  alive('upstreams.health-check[grpc].service', 'is the service that is asked for', {
    off: checked('grpc'),
    on: checked('grpc', 'service "shop"'),
    see: async (stage) => {
      const { body } = (await first(stage)).call!.request;
      return new TextDecoder().decode((body as BytesBody).content.subarray(7));
    },
    shows: ['grpc.health.v1.Health', 'shop'],
  });
});

describe('a target that its checks find unhealthy', () => {
  const draining = (settings: string) => {
    const slots = checked('http', 'interval-secs 1; unhealthy-threshold 1');
    return { ...slots, upstream: `${slots.upstream}; ${settings}` };
  };
  /** What a client is told after so long whose request is never answered. */
  const toldAfter = (ms: number) => async (stage: Stage) => {
    const played = new CheckedStage(stage);
    const { origin } = stage;
    stage.origin = (call) => {
      if (call.request.head.path === '/health') origin(call);
    };
    await played.start().pass(100);
    const told: unknown[] = [];
    void stage.ask({ method: 'POST' }).then(({ status }) => told.push(status));
    played.conditions.set('a.test', 'ill');
    await played.pass(ms);
    return told;
  };
  alive('upstreams.drain-timeout-secs', 'is how long requests under way to it go on', {
    off: draining(''),
    on: draining('drain-timeout-secs 5'),
    see: toldAfter(7000),
    shows: [[], [503]],
  });
});
