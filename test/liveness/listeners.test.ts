import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectTo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ListenerSet } from '../../node-adapter/listener-set.ts';
import { formatProblem } from '../../shared/config/format-problem.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { FakeDialer } from '../support/fake-dialer.ts';
import { alive } from './alive.ts';
import { configText, type Slots } from './config-text.ts';
import { Stage } from './stage.ts';
import { connect, connected, get, quiet, serverOf, statusIn } from './wire.ts';

const second = (text: string): Slots => ({
  listeners: `listener "in" { address "127.0.0.1:8081"; ${text} }`,
  top: `namespace "team" { routes { route "r" { matches { path-prefix "/" }; builtin-handler "not-found" } } }`,
});

describe('listeners', () => {
  alive('listeners.id', 'is named in the access log', {
    off: { logging: 'access-log { }', listeners: 'listener "one" { address "127.0.0.1:8081" }' },
    on: { logging: 'access-log { }', listeners: 'listener "two" { address "127.0.0.1:8081" }' },
    see: async (stage) => {
      for (const listener of stage.plan.listeners.keys()) await stage.ask({ listener });
      return stage.logged('access').map(({ listener }) => listener);
    },
    shows: [
      ['main', 'one'],
      ['main', 'two'],
    ],
  });
  test('listeners.address is where clients connect', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-alive-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'a.sock');
    for (const address of ['127.0.0.1:0', `unix:${path}`]) {
      const stage = await Stage.of({ address });
      const set = new ListenerSet(stage.engine, stage.platform);
      await set.apply(stage.config);
      t.after(() => set.stop(0));
      const { url } = set.open[0]!;
      const client = url.startsWith('unix:') ? connectTo(path) : connectTo(Number(new URL(url).port), '127.0.0.1');

      client.write(get);
      const [reply] = (await once(client, 'data')) as [Uint8Array];

      assert.match(String(reply), /^HTTP\/1\.1 200 /);
      assert.equal(url.startsWith('unix:'), address.startsWith('unix:'));
      client.destroy();
    }
  });
  test('listeners.protocol is refused, with its place, where it cannot be spoken', async () => {
    const outcomes = await Promise.all(
      ['http', 'h2'].map(async (protocol) => {
        const entry = { name: 'a.kdl', text: configText({ listener: `protocol "${protocol}"` }) };
        return (await loadConfig({ entry, runtime: 'node' })).problems.map(formatProblem).join('\n');
      }),
    );

    assert.equal(outcomes[0], '');
    assert.match(outcomes[1]!, /listeners\.main\.protocol: .*h2/);
  });
  alive('listeners.default-route', 'takes what no route takes', {
    off: { matches: 'path "/only"' },
    on: { matches: 'path "/only"', listener: 'default-route "all"' },
    see: async (stage) => (await stage.ask({ target: '/else' })).status,
    shows: [404, 200],
  });
  alive('listeners.namespace', 'serves the routes of the namespace alone', {
    off: second(''),
    on: second('namespace "team"'),
    see: async (stage) => (await stage.ask({ listener: 'in' })).status,
    shows: [200, 404],
  });
  alive('listeners.trusted-proxies', 'are believed about the client', {
    off: { system: 'trusted-proxies "192.0.2.0/24"', listener: 'trusted-proxies "10.0.0.0/8"' },
    on: { listener: 'trusted-proxies "192.0.2.0/24"' },
    see: async (stage) => {
      await stage.ask({ headers: { 'x-forwarded-for': '203.0.113.9' } });
      return stage.sent.get('x-forwarded-for');
    },
    shows: ['192.0.2.1', '203.0.113.9, 192.0.2.1'],
  });

  /** What a client got who sends this and then lets so much time go by. */
  const waiting = (sends: string, ms: number) => async (stage: Stage) => {
    stage.origin = (call) => {
      if (call.request.body === null) call.answer(200);
      else
        call.request.body.start({ write: () => true, end: () => call.answer(200), fail: (fault) => call.fail(fault) });
    };
    const socket = connect(serverOf(stage));
    socket.receive(sends);
    await quiet();
    stage.platform.time.advance(ms);
    await quiet();
    return [statusIn(socket), socket.hasEnded];
  };
  const started = 'POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 9\r\n\r\nsome';
  alive('listeners.request-timeout-secs', 'is how long the rest of a body may take', {
    on: { listener: 'request-timeout-secs 5' },
    see: waiting(started, 6000),
    shows: [
      [undefined, false],
      [408, true],
    ],
  });
  alive('listeners.header-timeout-secs', 'is how long a head may take', {
    on: { listener: 'header-timeout-secs 2' },
    see: waiting('GET / HTTP/1.1\r\nHost: ap', 3000),
    shows: [
      [undefined, false],
      [408, true],
    ],
  });
  alive('listeners.keepalive-timeout-secs', 'is how long a connection may be idle', {
    on: { listener: 'keepalive-timeout-secs 5' },
    see: waiting(get, 6000),
    shows: [
      [200, false],
      [200, true],
    ],
  });
  alive('listeners.keepalive-max-requests', 'is how many requests a connection may carry', {
    on: { listener: 'keepalive-max-requests 2' },
    see: async (stage) => {
      const socket = connect(serverOf(stage));
      for (let i = 0; i < 3; i += 1) {
        socket.receive(get);
        await quiet();
      }
      return socket.sent.split('HTTP/1.1 200 ').length - 1;
    },
    shows: [3, 2],
  });
  alive('listeners.max-requests-pipelined', 'is how many requests may come ahead of an answer', {
    on: { listener: 'max-requests-pipelined 2' },
    see: async (stage) => {
      const socket = connect(serverOf(stage));
      socket.receive(get.repeat(5));
      await quiet();
      return [socket.sent.split('HTTP/1.1 200 ').length - 1, socket.sent.includes('connection: close')];
    },
    shows: [
      [5, false],
      [3, true],
    ],
  });
  alive('listeners.h2c', 'is whether a client that would rather speak HTTP/2 is served', {
    on: { listener: 'h2c "ignore"' },
    see: async (stage) => {
      const socket = connect(serverOf(stage));
      socket.receive(
        get.replace(
          '\r\n\r\n',
          '\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n',
        ),
      );
      await quiet();
      return [statusIn(socket), socket.sent.includes('connection: close')];
    },
    shows: [
      [400, true],
      [200, false],
    ],
  });
  alive('listeners.tunnel-idle-secs', 'is how long a WebSocket may be silent', {
    off: { route: 'websocket #true' },
    on: { route: 'websocket #true', listener: 'tunnel-idle-secs 5' },
    options: { dialer: () => new FakeDialer() },
    see: async (stage) => {
      const socket = connect(serverOf(stage));
      socket.receive(handshake);
      await quiet();
      connected(stage).arrives('HTTP/1.1 101 \r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      await quiet();
      stage.platform.time.advance(6000);
      await quiet();
      return [statusIn(socket), socket.state];
    },
    shows: [
      [101, 'open'],
      [101, 'destroyed'],
    ],
  });
});

const handshake = `GET / HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`;

describe('limits of connections', () => {
  /** How many of so many connections are open. */
  const open = (count: number, address?: (i: number) => string) => async (stage: Stage) => {
    const server = serverOf(stage);
    const sockets = Array.from({ length: count }, (_, i) => connect(server, address?.(i)));
    await quiet();
    return sockets.filter(({ state }) => state === 'open').length;
  };
  alive('limits.max-connections-per-client', 'is how many connections a client may have', {
    on: { limits: 'max-connections-per-client 2' },
    see: async (stage) => [
      await open(4)(stage),
      await open(4, (i) => `192.0.2.${i}`)(stage),
      await open(4, (i) => `2001:db8::1:${i}`)(stage),
      await open(4, (i) => `2001:db8:0:${i}::1`)(stage),
    ],
    shows: [
      [4, 4, 4, 4],
      [2, 4, 2, 4],
    ],
  });
  alive('limits.max-total-connections', 'is how many connections all clients may have', {
    on: { limits: 'max-total-connections 3' },
    see: open(4, (i) => `192.0.2.${i}`),
    shows: [4, 3],
  });
  alive('system.max-connections', 'is how many connections all clients may have', {
    on: { system: 'max-connections 3' },
    see: open(4, (i) => `192.0.2.${i}`),
    shows: [4, 3],
  });
});
