import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type ConsulOptions, consulSource } from '../../../shared/upstream/discovery/consul-source.ts';
import { ConsulServer } from '../../support/consul-server.ts';
import { DiscoveryAtWork, until } from '../../support/discovery-at-work.ts';

let consul: ConsulServer;
const atWork: DiscoveryAtWork[] = [];

beforeEach(async () => {
  consul = await ConsulServer.start();
});

afterEach(async () => {
  for (const discovery of atWork.splice(0)) discovery.stop();
  await consul.stop();
});

function discover(options: Partial<ConsulOptions> = {}): DiscoveryAtWork {
  const settings: ConsulOptions = {
    ...{ url: consul.url, service: 'app', datacenter: undefined, tag: undefined, onlyPassing: true },
    ...{ token: undefined, tls: undefined, timeoutMs: 2_000, waitMs: 20_000, ...options },
  };
  const discovery = new DiscoveryAtWork((platform) => consulSource(settings, platform));
  atWork.push(discovery);
  return discovery;
}

const sees = (discovery: DiscoveryAtWork, ...targets: readonly string[]) =>
  until(
    () => JSON.stringify(discovery.targets) === JSON.stringify(targets),
    () => discovery.targets,
  );

describe('discovery by Consul', () => {
  test('takes the address of the service, else that of the node, and its weight', async () => {
    consul.register('app', [
      { address: '127.0.0.1', port: 1, weights: { Passing: 5, Warning: 1 } },
      { address: '', port: 2 },
    ]);

    await sees(discover(), '127.0.0.1:1 5 -', '127.0.0.9:2 1 -');
  });

  test('learns of a change from a question that waits', async () => {
    consul.register('app', [{ address: '127.0.0.1', port: 1 }]);
    const discovery = discover();
    await until(() => consul.waiting === 1);
    consul.register('app', [
      { address: '127.0.0.1', port: 1 },
      { address: '127.0.0.1', port: 2 },
    ]);

    await sees(discovery, '127.0.0.1:1 1 -', '127.0.0.1:2 1 -');
    await until(() => consul.waiting === 1);
    assert.deepEqual(consul.asked, [
      '/v1/health/service/app?passing=true',
      '/v1/health/service/app?passing=true&index=11&wait=20000ms',
      '/v1/health/service/app?passing=true&index=12&wait=20000ms',
    ]);
  });

  test('tells of nothing when something else has changed', async () => {
    consul.register('app', [{ address: '127.0.0.1', port: 1 }]);
    const discovery = discover();
    await until(() => consul.waiting === 1);
    consul.touch();
    await until(() => consul.asked.length === 3);

    assert.deepEqual(
      discovery.changes.map(({ what }) => what),
      ['targets changed'],
    );
  });

  test('begins anew when the index goes back', async () => {
    consul.register('app', [{ address: '127.0.0.1', port: 1 }]);
    const discovery = discover();
    await until(() => consul.waiting === 1);
    consul.restart();
    consul.register('app', [{ address: '127.0.0.1', port: 3 }]);

    await sees(discovery, '127.0.0.1:3 1 -');
    assert.equal(consul.asked[2], '/v1/health/service/app?passing=true');
  });

  test('asks by tag, and for those that do not pass too, with the weight of a warning', async () => {
    consul.register('app', [
      { address: '127.0.0.1', port: 1, tags: ['v1'] },
      { address: '127.0.0.1', port: 2, tags: ['v2'], state: 'critical' },
      { address: '127.0.0.1', port: 3, tags: ['v2'], state: 'warning', weights: { Passing: 9, Warning: 4 } },
    ]);

    await sees(discover({ tag: 'v2', onlyPassing: false }), '127.0.0.1:2 1 -', '127.0.0.1:3 4 -');
  });

  test('is refused without the token, and keeps it to itself', async () => {
    consul.token = 'a-secret-token';
    consul.register('app', [{ address: '127.0.0.1', port: 1 }]);
    const without = discover();
    const withToken = discover({ token: 'a-secret-token' });

    await sees(withToken, '127.0.0.1:1 1 -');
    await until(() => without.changes.length > 0);
    assert.match(without.changes[0]?.reason ?? '', /status 403/);
    assert.equal(consul.asked.join().includes('secret'), false);
  });

  test('keeps the targets while Consul has no leader, tells of it once, and goes on', async () => {
    consul.register('app', [{ address: '127.0.0.1', port: 1 }]);
    const discovery = discover();
    await until(() => consul.waiting === 1);
    consul.failing = 500;
    consul.touch();
    await until(() => discovery.changes.length === 2 || consul.asked.length >= 4);
    const during = discovery.targets;
    consul.failing = undefined;
    consul.register('app', [{ address: '127.0.0.1', port: 2 }]);

    await sees(discovery, '127.0.0.1:2 1 -');
    assert.deepEqual(during, ['127.0.0.1:1 1 -']);
    assert.deepEqual(
      discovery.changes
        .map(({ what }) => what)
        .filter((what) => what !== 'targets changed')
        .slice(0, 2),
      ['discovery failing', 'discovery back'],
    );
  });

  test('leaves no question behind when it stops', async () => {
    consul.register('app', [{ address: '127.0.0.1', port: 1 }]);
    const discovery = discover();
    await until(() => consul.waiting === 1);
    discovery.stop();

    await until(() => consul.waiting === 0);
  });
});
