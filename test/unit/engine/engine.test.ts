import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Downstream } from '../../../shared/engine/downstream.ts';
import { Engine } from '../../../shared/engine/engine.ts';
import type { Handler } from '../../../shared/engine/handler.ts';
import type { Ending, Sendable } from '../../../shared/engine/reply.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import type { Body } from '../../../shared/http/body.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import type { RequestHead } from '../../../shared/http/head.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { FakePlatform } from '../../support/fake-platform.ts';
import { type PlanOptions, planOf } from '../../support/plan.ts';
import { ManualBody } from '../http/manual-body.ts';
import { bytes, settled } from '../http/recording-sink.ts';

const complete: Ending = { bytesSent: 2, bytesReceived: 0, fault: undefined };
const hello: Handler = {
  name: 'hello',
  answer: () => ({
    head: { status: 200, headers: HeaderList.of({ 'content-type': 'text/plain' }) },
    body: new BytesBody('hi'),
  }),
};

function scene(options: Partial<PlanOptions> = {}) {
  const platform = new FakePlatform();
  const plan = planOf({ handler: hello, ...options });
  return { platform, plan, engine: new Engine(plan, platform) };
}

function client(): Downstream {
  return {
    ...{ listener: 'main', peerAddress: '192.0.2.1', peerPort: 4000, localPort: 80, secure: false },
    pending: undefined,
    background() {},
    inform() {},
  };
}

function get(
  path = '/',
  options: { method?: string; headers?: Record<string, string>; query?: string } = {},
): RequestHead {
  const { method = 'GET', headers = {}, query } = options;
  return {
    method,
    scheme: 'http',
    authority: 'example.test',
    path,
    query,
    version: '1.1',
    headers: HeaderList.of(headers),
  };
}

async function codeOf(reply: Sendable): Promise<string> {
  const text = new TextDecoder().decode(await collectBody(reply.body!, 10_000));
  return (JSON.parse(text) as { error: { code: string } }).error.code;
}

describe('Engine', () => {
  test('answers with what the handler answers, and records the request once it is sent', async () => {
    const { engine, plan } = scene();

    const reply = await engine.handle(get(), null, client());
    const before = plan.finished.length;
    reply.finished(complete);
    reply.finished(complete);

    assert.equal(reply.head.status, 200);
    assert.equal(before, 0);
    assert.equal(plan.finished.length, 1);
    assert.deepEqual(plan.finished[0]!.ending, complete);
    assert.equal(engine.underWay, 0);
  });

  test('puts the correlation id on replies of its own', async () => {
    const { engine } = scene();

    const reply = await engine.handle(get(), null, client());

    assert.equal(reply.head.headers.get('x-correlation-id'), 'id-1');
  });

  const refusals: readonly [string, RequestHead, Partial<PlanOptions>, number, string][] = [
    ['no route', get('/nowhere'), {}, 404, 'route_not_found'],
    ['a path that climbs by a backslash', get('/a\\..\\b'), {}, 400, 'bad_request'],
    ['a long target', get('/', { query: 'x'.repeat(200) }), {}, 414, 'uri_too_long'],
    [
      'many headers',
      get('/', { headers: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`h${i}`, ''])) }),
      {},
      431,
      'too_many_headers',
    ],
    ['large headers', get('/', { headers: { a: 'x'.repeat(1001) } }), {}, 431, 'headers_too_large'],
    ['a method no route takes', get('/', { method: 'POST' }), { methods: ['GET', 'HEAD'] }, 405, 'method_not_allowed'],
    ['too many at once', get(), { limits: { maxInFlight: 0 } }, 503, 'overloaded'],
    [
      'an upgrade the route does not allow',
      get('/', { headers: { connection: 'Upgrade', upgrade: 'websocket' } }),
      {},
      403,
      'upgrade_not_allowed',
    ],
    [
      'a broken handshake',
      get('/', { headers: { connection: 'upgrade', upgrade: 'websocket' } }),
      { route: { allowUpgrade: true } },
      400,
      'bad_upgrade',
    ],
  ];
  for (const [what, head, options, status, code] of refusals) {
    test(`answers ${status} to ${what}, and records it`, async () => {
      const { engine, plan } = scene(options);

      const reply = await engine.handle(head, null, client());
      const body = await codeOf(reply);
      reply.finished(complete);

      assert.equal(reply.head.status, status);
      assert.equal(body, code);
      assert.equal(plan.finished[0]!.fault!.code, code);
    });
  }

  test('names the allowed methods with a 405', async () => {
    const { engine } = scene({ methods: ['GET', 'HEAD'] });

    const reply = await engine.handle(get('/', { method: 'POST' }), null, client());

    assert.equal(reply.head.headers.get('allow'), 'GET, HEAD');
  });

  test('refuses a body announced as too large before it is read', async () => {
    const { engine } = scene();
    const body = new ManualBody(101);

    const reply = await engine.handle(get('/', { method: 'POST' }), body, client());

    assert.equal(reply.head.status, 413);
    assert.equal(body.started, 0);
  });

  test('stops a body that grows too large while it is read', async () => {
    const readsBody: Handler = {
      name: 'reads',
      answer: (exchange) => collectBody(exchange.body!, 1000).then(() => hello.answer(exchange)),
    };
    const { engine } = scene({ handler: readsBody });
    const body = new ManualBody();

    const handled = engine.handle(get('/', { method: 'POST' }), body, client());
    await settled();
    body.sink.write(bytes('x'.repeat(101)));
    const reply = await handled;

    assert.equal(reply.head.status, 413);
    assert.equal(body.cancelled.length, 1);
  });

  test('tells whoever waits that the client left', async () => {
    const waits: Handler = {
      name: 'waits',
      answer: (exchange) =>
        new Promise((_, reject) => {
          exchange.onAbort = reject;
        }),
    };
    const { engine, plan } = scene({ handler: waits });
    const downstream = client();

    const handled = engine.handle(get(), null, downstream);
    await settled();
    downstream.pending!.abort(new Fault('client_left'));
    const reply = await handled;
    reply.finished({ bytesSent: 0, bytesReceived: 0, fault: new Fault('client_left') });

    assert.equal(reply.head.status, 499);
    assert.equal(plan.finished.length, 1);
  });

  test('gives a request up when its time is over', async () => {
    const waits: Handler = {
      name: 'waits',
      answer: (exchange) =>
        new Promise((_, reject) => {
          exchange.onAbort = reject;
        }),
    };
    const { engine, platform } = scene({ handler: waits, route: { totalMs: 5000 } });

    const handled = engine.handle(get(), null, client());
    await settled();
    platform.time.advance(5200);
    const reply = await handled;

    assert.equal(await codeOf(reply), 'total_timeout');
    assert.equal(reply.head.status, 504);
  });

  test('leaves no deadline behind', async () => {
    const { engine, platform } = scene({ route: { totalMs: 5000 } });

    const reply = await engine.handle(get(), null, client());
    reply.finished(complete);
    platform.time.advance(200);

    assert.equal(platform.time.running, false);
  });

  test('runs request filters in order and response filters in reverse, also over errors', async () => {
    const order: string[] = [];
    const filter = (name: string) => ({
      onRequest: () => {
        order.push(`request ${name}`);
        return undefined;
      },
      onResponse: () => {
        order.push(`response ${name}`);
      },
      onFinish: () => {
        order.push(`finish ${name}`);
      },
    });
    const broken: Handler = {
      name: 'broken',
      answer() {
        throw new Fault('upstream_refused');
      },
    };
    const { engine } = scene({ handler: broken, filters: [filter('a'), filter('b')] });

    const reply = await engine.handle(get(), null, client());
    reply.finished(complete);

    assert.equal(reply.head.status, 502);
    assert.deepEqual(order, ['request a', 'request b', 'response b', 'response a', 'finish b', 'finish a']);
  });

  test('lets a filter end the request, and then asks nobody else', async () => {
    const asked: string[] = [];
    const handler: Handler = {
      name: 'never',
      answer(exchange) {
        asked.push('handler');
        return hello.answer(exchange);
      },
    };
    const stop = { onRequest: async () => ({ head: { status: 418, headers: new HeaderList() }, body: null }) };
    const next = {
      onRequest: () => {
        asked.push('next');
        return undefined;
      },
    };
    const { engine } = scene({ handler, filters: [stop, next] });

    const reply = await engine.handle(get(), null, client());

    assert.equal(reply.head.status, 418);
    assert.deepEqual(asked, []);
  });

  test('shows body filters the whole body, and the handler the same bytes', async () => {
    const seen: string[] = [];
    const text = (content: Uint8Array): string => new TextDecoder().decode(content);
    const handler: Handler = {
      name: 'echo',
      async answer(exchange) {
        seen.push(text(await collectBody(exchange.body!, 100)));
        return hello.answer(exchange);
      },
    };
    const filter = {
      onRequestBody: { limit: 50, run: (_: unknown, content: Uint8Array) => void seen.push(text(content)) },
    };
    const { engine } = scene({ handler, filters: [filter as never] });

    await engine.handle(get('/', { method: 'POST' }), new BytesBody('payload'), client());

    assert.deepEqual(seen, ['payload', 'payload']);
  });

  test('gives up reading a body for its filters when the client leaves, or when time is over', async () => {
    const filter = { onRequestBody: { limit: 50, run: () => undefined } };
    for (const leave of ['client', 'time'] as const) {
      const { engine, plan, platform } = scene({ filters: [filter as never], route: { totalMs: 5000 } });
      const downstream = client();
      const body = new ManualBody(20);

      const handled = engine.handle(get('/', { method: 'POST' }), body, downstream);
      await settled();
      if (leave === 'client') downstream.pending!.abort(new Fault('client_left'));
      else platform.time.advance(5200);
      const reply = await handled;
      reply.finished({ bytesSent: 0, bytesReceived: 0, fault: undefined });

      assert.equal(reply.head.status, leave === 'client' ? 499 : 504);
      assert.equal(body.cancelled.length, 1);
      assert.equal(plan.finished.length, 1);
      assert.equal(engine.underWay, 0);
    }
  });

  test('does not begin to read a body for a request that was given up while an earlier filter waited', async () => {
    let goOn: () => void = () => {};
    const slow = {
      onRequest: () =>
        new Promise<undefined>((resolve) => {
          goOn = () => resolve(undefined);
        }),
    };
    const reads = { onRequestBody: { limit: 50, run: () => undefined } };
    const { engine, platform } = scene({ filters: [slow, reads as never], route: { totalMs: 5000 } });
    const body = new ManualBody(20);

    const handled = engine.handle(get('/', { method: 'POST' }), body, client());
    await settled();
    platform.time.advance(5200);
    goOn();

    assert.equal((await handled).head.status, 504);
    assert.equal(body.started, 0);
  });

  test('asks no further filter once the request was given up', async () => {
    const asked: string[] = [];
    let goOn: () => void = () => {};
    const slow = {
      onRequest: () =>
        new Promise<undefined>((resolve) => {
          goOn = () => resolve(undefined);
        }),
    };
    const { engine } = scene({ filters: [slow, { onRequest: () => void asked.push('second') } as never] });
    const downstream = client();

    const handled = engine.handle(get(), null, downstream);
    await settled();
    downstream.pending!.abort(new Fault('client_left'));
    goOn();

    assert.equal((await handled).head.status, 499);
    assert.deepEqual(asked, []);
  });

  test('lets go of the answer when a response filter fails over it', async () => {
    const body = new ManualBody();
    const answers: Handler = {
      name: 'answers',
      answer: () => ({ head: { status: 200, headers: new HeaderList() }, body }),
    };
    const throws = {
      onResponse({ response }: { response: { status: number } }) {
        if (response.status === 200) throw new TypeError('no such thing');
      },
    };
    const { engine } = scene({ handler: answers, filters: [throws as never] });

    const reply = await engine.handle(get(), null, client());

    assert.equal(reply.head.status, 500);
    assert.equal(body.cancelled.length, 1);
  });

  test('lets go of what a filter answered when the request was given up meanwhile', async () => {
    const body = new ManualBody();
    let answer: () => void = () => {};
    const slow = {
      onRequest: () =>
        new Promise((resolve) => {
          answer = () => resolve({ head: { status: 200, headers: new HeaderList() }, body });
        }),
    };
    const { engine } = scene({ filters: [slow as never] });
    const downstream = client();

    const handled = engine.handle(get(), null, downstream);
    await settled();
    downstream.pending!.abort(new Fault('client_left'));
    answer();

    assert.equal((await handled).head.status, 499);
    assert.equal(body.cancelled.length, 1);
  });

  test('finishes a request wholly though one of those who are told of its end fails', async () => {
    const told: string[] = [];
    const handler: Handler = { ...hello, finish: () => void told.push('handler') };
    const filters = [
      { onFinish: () => void told.push('first') },
      {
        onFinish() {
          throw new TypeError('no such thing');
        },
      },
    ];
    const { engine, plan } = scene({ handler, filters });

    const reply = await engine.handle(get(), null, client());
    reply.finished(complete);

    assert.deepEqual(told, ['handler', 'first']);
    assert.equal(plan.finished.length, 1);
    assert.match(plan.finished[0]!.fault!.detail!, /no such thing/);
    assert.equal(engine.underWay, 0);
  });

  test('hides what went wrong inside', async () => {
    const broken: Handler = {
      name: 'broken',
      answer() {
        throw new TypeError('secret of 10.0.0.1');
      },
    };
    const { engine, plan } = scene({ handler: broken });

    const reply = await engine.handle(get(), null, client());
    const text = new TextDecoder().decode(await collectBody(reply.body as Body, 10_000));
    reply.finished(complete);

    assert.equal(reply.head.status, 500);
    assert.doesNotMatch(text, /secret|10\.0\.0\.1/);
    assert.match(plan.finished[0]!.fault!.detail!, /secret/);
  });

  test('keeps the plan of a request that is under way when the plan is replaced', async () => {
    let release: () => void = () => {};
    const slow: Handler = {
      name: 'slow',
      answer: (exchange) =>
        new Promise((resolve) => {
          release = () => resolve(hello.answer(exchange));
        }),
    };
    const { engine, plan } = scene({ handler: slow });
    const next = planOf({ handler: hello });

    const handled = engine.handle(get(), null, client());
    await settled();
    engine.replace(next);
    release();
    (await handled).finished(complete);
    (await engine.handle(get(), null, client())).finished(complete);

    assert.equal(plan.finished.length, 1);
    assert.equal(next.finished.length, 1);
  });
});
