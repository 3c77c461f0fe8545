import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ClientHttp2Session } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { TurnedAwayLog } from '../../../node-adapter/log/turned-away-log.ts';
import { ConnectionPlaces } from '../../../shared/http1/connection-places.ts';
import { pairText } from '../../support/certificates.ts';
import { FakePlatform } from '../../support/fake-platform.ts';
import { askHttp2, openHttp2 } from '../../support/http2-client.ts';
import { whenClosed } from '../../support/when-closed.ts';
import { RunningProcess } from './running-process.ts';
import { until } from './until.ts';

let folder: string;
let running: RunningProcess | undefined;
const open: (Socket | ClientHttp2Session)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-turned-away-'));
});

afterEach(async () => {
  for (const one of open.splice(0)) one.destroy();
  await running?.stop();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('connections beyond a limit', { timeout: 240_000 }, () => {
  const cases = [
    ['too_many_connections_of_client', 'max-connections-per-client 1'],
    ['too_many_connections', 'max-total-connections 1'],
  ] as const;
  for (const [code, limits] of cases) {
    test(`are told in the error log as ${code}, and counted on the status page`, async () => {
      const port = await start('plain', limits);
      const first = connect(port, '127.0.0.1');
      open.push(first);
      await statusOver(first);
      await turnedAway(port);

      assert.equal((await statusOver(first)).connections_turned_away, 1);
      assert.deepEqual(await told(), { level: 'warn', code, count: 1, listener: 'main', client_network: '127.0.0.1' });
    });
  }

  test('are told and counted also where HTTP/2 is spoken', async () => {
    const port = await start('tls', 'max-connections-per-client 1');
    const session = await openHttp2(port);
    open.push(session);
    await turnedAway(port);

    const { text } = await askHttp2(session, { ':path': '/status' }).reply;
    assert.equal((JSON.parse(text) as Status).connections_turned_away, 1);
    assert.equal((await told())['code'], 'too_many_connections_of_client');
  });

  test('are told also where too many handshakes are under way', async () => {
    const port = await start('tls', 'max-total-connections 100; max-connections-per-client 100');
    for (let i = 0; i < 64; i += 1) open.push(connect(port, '127.0.0.1'));
    await Promise.all(open.map((socket) => once(socket, 'connect')));
    await turnedAway(port);

    assert.equal((await told())['code'], 'too_many_handshakes');
  });
});

describe('the log of connections beyond a limit', () => {
  const connection = { listener: 'main', reason: 'too_many_connections', network: '192.0.2.1' } as const;

  test('writes a few lines however many there are, and says in the next how many were left out', () => {
    const platform = new FakePlatform();
    const log = new TurnedAwayLog('warn', platform.log, platform.clock);
    for (let i = 0; i < 1000; i += 1) log.note(connection);
    assert.equal(platform.lines.length, 5);

    platform.time.advance(5000);
    log.note(connection);

    const counts = platform.lines.map(({ line }) => (JSON.parse(line) as { count: number }).count);
    assert.deepEqual(counts, [1, 1, 1, 1, 1, 996]);
    assert.equal(log.total, 1001);
  });

  test('writes nothing, but counts, where the error log leaves warnings out', () => {
    const platform = new FakePlatform();
    const log = new TurnedAwayLog('error', platform.log, platform.clock);
    log.note(connection);

    assert.deepEqual([platform.lines.length, log.total], [0, 1]);
  });

  test('names the /64 of a client of IPv6', () => {
    const networks: string[] = [];
    const bounds = { maxConnections: 9, maxConnectionsPerAddress: 1 };
    const places = new ConnectionPlaces(bounds, (_, network) => networks.push(network));
    places.take('2001:db8:0:a::1');

    assert.equal(places.take('2001:db8:0:a::2'), false);
    assert.deepEqual(networks, ['2001:db8:0:a::/64']);
  });
});

interface Status {
  readonly connections_turned_away: number;
}

/** Starts Sentinel with a listener of this kind and answers with its port. */
async function start(kind: 'plain' | 'tls', limits: string): Promise<number> {
  const tls = kind === 'tls' ? `protocol "https"; tls { ${pairText('main')} }` : '';
  const file = join(folder, 'sentinel.kdl');
  writeFileSync(
    file,
    `listeners { listener "main" { address "127.0.0.1:0"; ${tls} } }
     routes { route "status" { matches { path "/status" }; service-type "builtin"; builtin-handler "status" } }
     limits { ${limits} }
     observability { logging { error-log { file "${join(folder, 'error.log')}"; buffer-size 0 } } }`,
  );
  running = new RunningProcess(['run', '-c', file]);
  const [, port] = await running.says(/listening on https?:\/\/127\.0\.0\.1:(\d+)/);
  return Number(port);
}

/** The status page, over a connection that stays. */
async function statusOver(socket: Socket): Promise<Status> {
  socket.write('GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [reply] = (await once(socket, 'data')) as [Buffer];
  return JSON.parse(String(reply).split('\r\n\r\n')[1]!) as Status;
}

/** One more connection, which is closed without a byte. */
async function turnedAway(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.on('data', () => assert.fail('it was answered'));
  await whenClosed(socket);
}

/** The only line of the error log, without its time and its words. */
async function told(): Promise<Record<string, unknown>> {
  const file = join(folder, 'error.log');
  await until(() => readFileSync(file, 'utf8') !== '');
  const { timestamp, message, ...facts } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  assert.match(String(message), /too many/);
  assert.equal(typeof timestamp, 'string');
  return facts;
}
