import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Reply } from '../../../shared/engine/reply.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import type { BuiltinParts } from '../../../shared/handlers/builtin.ts';
import { builtins } from '../../../shared/handlers/index.ts';
import { uptimeText } from '../../../shared/handlers/status.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { routedExchange } from '../../support/exchange.ts';
import { FakePlatform } from '../../support/fake-platform.ts';

interface Scene {
  readonly token?: string;
  readonly listener?: string;
  readonly host?: string;
  readonly headers?: Record<string, string>;
  readonly isDraining?: boolean;
}

async function ask(name: string, scene: Scene = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  const platform = new FakePlatform();
  const parts: BuiltinParts = {
    ...{ platform, version: '1.2.3', startedAt: platform.clock.now() - 90_061_000, instanceId: 'one' },
    admin: { token: scene.token, loopbackListeners: new Set(['inside']) },
    upstreams: () => [],
    shadows: () => [],
    config: () => ({ system: {} }),
    isDraining: () => scene.isDraining ?? false,
  };
  const exchange = routedExchange({ headers: scene.headers ?? {} });
  Object.assign(exchange.downstream, { listener: scene.listener ?? 'outside' });
  Object.assign(exchange.received, { authority: scene.host ?? 'localhost:8080' });
  const reply: Reply = await builtins
    .find((builtin) => builtin.name === name)!
    .create(parts)
    .answer(exchange);
  const text = new TextDecoder().decode(await collectBody(reply.body!, 100_000));
  return { status: reply.head.status, body: JSON.parse(text) as Record<string, unknown> };
}

function code(expected: string) {
  return (error: unknown) => error instanceof Fault && error.code === expected;
}

describe('builtin pages', () => {
  test('health is 200 while traffic is taken, and 503 while the process drains', async () => {
    assert.deepEqual((await ask('health')).body['status'], 'healthy');
    assert.equal((await ask('health', { isDraining: true })).status, 503);
  });

  test('status tells version, uptime, runtime and instance', async () => {
    const { body } = await ask('status');

    assert.equal(body['version'], '1.2.3');
    assert.equal(body['uptime'], '1d 1h 1m 1s');
    assert.equal(body['runtime'], 'node');
    assert.equal(body['instance_id'], 'one');
  });

  test('not-found fails as any path that is not there', async () => {
    await assert.rejects(ask('not-found'), code('not_found'));
  });

  for (const name of ['config', 'upstreams']) {
    test(`${name} does not exist outside loopback without a token`, async () => {
      await assert.rejects(ask(name), code('not_found'));
    });

    test(`${name} is shown on a loopback listener without a token`, async () => {
      assert.equal((await ask(name, { listener: 'inside' })).status, 200);
    });

    test(`${name} is hidden from a web page that rebinds its name to this machine`, async () => {
      for (const host of ['evil.test', '127.evil.test', '127.0.0.1.evil.test:80', 'localhost.evil.test', '127.0.0.']) {
        await assert.rejects(ask(name, { listener: 'inside', host }), code('not_found'), host);
      }
      for (const host of ['127.0.0.1', '127.0.0.53:8080', '[::1]:80', 'localhost', '']) {
        assert.equal((await ask(name, { listener: 'inside', host })).status, 200, host);
      }
    });

    test(`${name} needs the token wherever one is set`, async () => {
      const token = 'correct-horse';
      const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

      await assert.rejects(ask(name, { token, listener: 'inside' }), code('unauthorized'));
      for (const wrong of ['', 'correct-hors', 'correct-horsee', 'Correct-horse']) {
        await assert.rejects(ask(name, { token, headers: bearer(wrong) }), code('unauthorized'), wrong);
      }
      assert.equal((await ask(name, { token, headers: bearer(token) })).status, 200);
    });
  }

  const uptimes: readonly [number, string][] = [
    ...([
      [0, '0s'],
      [59, '59s'],
      [60, '1m 0s'],
      [3600, '1h 0m 0s'],
      [90_061, '1d 1h 1m 1s'],
    ] as [number, string][]),
  ];
  for (const [seconds, text] of uptimes) {
    test(`${seconds} seconds are written ${text}`, () => {
      assert.equal(uptimeText(seconds), text);
    });
  }
});
