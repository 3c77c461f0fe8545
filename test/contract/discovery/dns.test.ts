import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { nameRecords } from '../../../node-adapter/discovery/name-records.ts';
import type { NameAsking } from '../../../shared/upstream/discovery/discovery-ports.ts';
import { dnsSource, type NameOptions, srvSource } from '../../../shared/upstream/discovery/dns-source.ts';
import { Stopping } from '../../../shared/upstream/health/probe.ts';
import { DiscoveryAtWork, until } from '../../support/discovery-at-work.ts';
import { type Dnsmasq, startDnsmasq } from '../../support/dnsmasq.ts';

const records = [
  'host-record=a.test,127.0.0.1,7',
  'host-record=a.test,127.0.0.2,7',
  'host-record=six.test,127.0.0.1,fd00::1,7',
  'host-record=quick.test,127.0.0.1,1',
  'srv-host=_http._tcp.a.test,a.test,8080,1,5',
  'srv-host=_http._tcp.a.test,six.test,8081,1,0',
  'srv-host=_http._tcp.a.test,spare.test,8082,2,9',
  'host-record=spare.test,127.0.0.3',
];

let server: Dnsmasq;
const atWork: DiscoveryAtWork[] = [];

before(async () => {
  server = await startDnsmasq(...records);
});

afterEach(() => {
  for (const discovery of atWork.splice(0)) discovery.stop();
});

after(() => server.stop());

const asking = (options: Partial<NameAsking> = {}): NameAsking => ({
  ...{ servers: [server.address], families: [4], timeoutMs: 2_000, stopping: new Stopping() },
  ...options,
});
const options = (): NameOptions => ({
  ...{ servers: [server.address], families: [4], timeoutMs: 1_000, intervalMs: 60_000 },
});
const sees = (discovery: DiscoveryAtWork, ...targets: readonly string[]) =>
  until(
    () => JSON.stringify(discovery.targets) === JSON.stringify(targets),
    () => [discovery.targets, discovery.changes],
  );
const sorted = (addresses: readonly { readonly address: string }[]) =>
  addresses.map(({ address }) => address).toSorted();

describe('names at a real server', () => {
  test('lead to all addresses, with how long they hold', async () => {
    const found = await nameRecords.addresses('a.test', asking());

    assert.deepEqual(sorted(found), ['127.0.0.1', '127.0.0.2']);
    assert.deepEqual(new Set(found.map(({ ttlMs }) => ttlMs)), new Set([7_000]));
  });

  test('lead to addresses of both families, or of one', async () => {
    const both = await nameRecords.addresses('six.test', asking({ families: [4, 6] }));
    const one = await nameRecords.addresses('six.test', asking({ families: [6] }));

    assert.deepEqual([sorted(both), sorted(one)], [['127.0.0.1', 'fd00::1'], ['fd00::1']]);
  });

  test('that are not there lead to none, which is an answer', async () => {
    assert.deepEqual(await nameRecords.addresses('none.test', asking({ families: [4, 6] })), []);
    assert.deepEqual(await nameRecords.services('_none._tcp.test', asking()), []);
  });

  test('that nobody answers for fail in their time', async () => {
    const nobody = asking({ servers: ['127.0.0.1:9'], timeoutMs: 300 });

    await assert.rejects(nameRecords.addresses('a.test', nobody), { name: 'Fault' });
  });

  test('of services lead to those of the best priority, by weight, at all their addresses', async () => {
    const discovery = new DiscoveryAtWork((platform) =>
      srvSource({ ...options(), name: '_http._tcp.a.test' }, platform, nameRecords),
    );
    atWork.push(discovery);

    await sees(discovery, '127.0.0.1:8080 5 -', '127.0.0.1:8081 1 -', '127.0.0.2:8080 5 -');
  });

  test('are looked up again when their records are over, and keep their targets while nobody answers', async () => {
    const discovery = new DiscoveryAtWork((platform) =>
      dnsSource({ ...options(), hostname: 'quick.test', port: 80 }, platform, nameRecords),
    );
    atWork.push(discovery);
    await sees(discovery, '127.0.0.1:80 1 -');
    await server.kill();
    await until(() => discovery.upstream.discovery?.state === 'failing');
    const during = discovery.targets;
    await server.configure('host-record=quick.test,127.0.0.8,1');

    await sees(discovery, '127.0.0.8:80 1 -');
    assert.deepEqual(during, ['127.0.0.1:80 1 -']);
    assert.deepEqual(
      discovery.changes.map(({ what }) => what),
      ['targets changed', 'discovery failing', 'targets changed', 'discovery back'],
    );
  });
});
