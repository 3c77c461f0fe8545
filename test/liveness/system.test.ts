import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alive } from './alive.ts';
import { Stage } from './stage.ts';

describe('system', () => {
  alive('system.trace-id-format', 'is the form of ids made here', {
    off: { system: 'trace-id-format "tinyflake"' },
    on: { system: 'trace-id-format "uuid"' },
    see: async (stage) => (await stage.ask()).headers.get('x-correlation-id')?.length,
    shows: [11, 36],
  });
  alive('system.admin-token', 'is asked for by pages of the inside', {
    off: { answers: 'builtin-handler "config"' },
    on: { answers: 'builtin-handler "config"', system: 'admin-token "open sesame"' },
    see: async (stage: Stage) => {
      const without = await stage.ask({ host: 'localhost' });
      const withToken = await stage.ask({ host: 'localhost', headers: { authorization: 'Bearer open sesame' } });
      return [without.status, withToken.status];
    },
    shows: [
      [200, 200],
      [401, 200],
    ],
  });
  alive('system.trusted-proxies', 'are believed about the client', {
    off: {},
    on: { system: 'trusted-proxies "192.0.2.0/24"' },
    see: async (stage) => {
      await stage.ask({ headers: { 'x-forwarded-for': '203.0.113.9' } });
      return stage.sent.get('x-forwarded-for');
    },
    shows: ['192.0.2.1', '203.0.113.9, 192.0.2.1'],
  });
  test('system.cookie-secret makes cookies that other processes know', async () => {
    const reachedBySameCookie = async (system: string): Promise<number> => {
      const slots = { targets: 'target "a.test:80"; target "b.test:80"', upstream: 'load-balancing "sticky"', system };
      const [one, other] = [await Stage.of(slots, { seed: 1 }), await Stage.of(slots, { seed: 2 })];
      const cookie = (await one.ask()).headers.get('set-cookie')!.split(';')[0]!;
      await other.times(4, { headers: { cookie } });
      return new Set(other.reached).size;
    };

    assert.equal(await reachedBySameCookie(''), 2);
    assert.equal(await reachedBySameCookie('cookie-secret "0123456789abcdef0123456789abcdef"'), 1);
  });
});
