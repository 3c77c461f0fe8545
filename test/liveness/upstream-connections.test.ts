import { describe } from 'node:test';
import { Fault } from '../../shared/errors/fault.ts';
import { FakeDialer } from '../support/fake-dialer.ts';
import { alive, type Row } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';
import { connected, dialsOf, ok, quiet } from './wire.ts';

const options = { dialer: () => new FakeDialer() };
const upstream = (text: string): Slots => ({ upstream: text, route: 'service-type "api"' });
const onWire = (setting: string, promise: string, row: Omit<Row, 'options'>) =>
  alive(setting, promise, { ...row, options });

/** The code a client has got after so much time; the origin plays its part first. */
const codeAfter =
  (ms: number, plays: (stage: Stage) => void, ask: Ask = {}) =>
  async (stage: Stage): Promise<unknown> => {
    let code: unknown;
    stage.ask(ask).then(
      (answer) => {
        code = answer.code ?? answer.status;
      },
      (error: unknown) => {
        code = Fault.from(error).code;
      },
    );
    await quiet();
    plays(stage);
    await quiet();
    stage.platform.time.advance(ms);
    await quiet();
    return code;
  };

describe('timeouts', () => {
  onWire('upstreams.timeouts.connect', 'bounds the wait for a connection', {
    off: upstream('timeouts { connect 10 }'),
    on: upstream('timeouts { connect 2 }'),
    see: codeAfter(3000, () => {}),
    shows: [undefined, 'upstream_connect_timeout'],
  });
  onWire('upstreams.timeouts.first-byte', 'bounds the wait for an answer', {
    off: upstream('timeouts { read 10 }'),
    on: upstream('timeouts { read 10; first-byte 2 }'),
    see: codeAfter(3000, connected),
    shows: [undefined, 'upstream_first_byte_timeout'],
  });
  onWire('upstreams.timeouts.read', 'bounds the wait for more of an answer', {
    off: upstream('timeouts { read 10 }'),
    on: upstream('timeouts { read 2 }'),
    see: codeAfter(3000, (stage) => connected(stage).arrives('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsome')),
    shows: [undefined, 'upstream_read_timeout'],
  });
  onWire('upstreams.timeouts.write', 'bounds the wait for a request to be taken', {
    off: upstream('timeouts { write 10 }'),
    on: upstream('timeouts { write 2 }'),
    see: codeAfter(3000, (stage) => dialsOf(stage)[0]!.connects({ hasRoom: false }), { method: 'PUT', body: 'some' }),
    shows: [undefined, 'upstream_write_timeout'],
  });
  onWire('upstreams.timeouts.request', 'bounds the whole exchange', {
    off: upstream('timeouts { read 10 }'),
    on: upstream('timeouts { read 10; request 2 }'),
    see: codeAfter(3000, connected),
    shows: [undefined, 'total_timeout'],
  });
});

describe('connection-pool', () => {
  const pool = (text: string) => upstream(`connection-pool { ${text} }`);
  /** Serves so many requests at once, each on a connection of its own, and answers all. */
  const servedAtOnce = async (stage: Stage, count: number) => {
    const answers = Array.from({ length: count }, () => stage.ask());
    await quiet();
    const sockets = dialsOf(stage).map((dial) => dial.connects());
    for (const socket of sockets) socket.arrives(ok);
    await Promise.all(answers);
    return sockets;
  };
  onWire('upstreams.connection-pool.max-connections', 'is how many connections are open at once', {
    off: pool('max-connections 100'),
    on: pool('max-connections 2'),
    see: async (stage) => {
      for (let i = 0; i < 4; i += 1) void stage.ask();
      await quiet();
      return dialsOf(stage).length;
    },
    shows: [4, 2],
  });
  onWire('upstreams.connection-pool.max-idle', 'is how many connections are kept', {
    off: pool('max-idle 3'),
    on: pool('max-idle 1'),
    see: async (stage) => (await servedAtOnce(stage, 3)).filter(({ destroyed }) => destroyed === 'no').length,
    shows: [3, 1],
  });
  onWire('upstreams.connection-pool.idle-timeout', 'is how long a connection is kept', {
    off: pool('idle-timeout 60'),
    on: pool('idle-timeout 5'),
    see: async (stage) => {
      const [socket] = await servedAtOnce(stage, 1);
      stage.platform.time.advance(6000);
      return socket!.destroyed;
    },
    shows: ['no', 'closed'],
  });
  onWire('upstreams.connection-pool.max-lifetime', 'is how long a connection is used', {
    off: pool(''),
    on: pool('max-lifetime 5'),
    see: async (stage) => {
      await servedAtOnce(stage, 1);
      stage.platform.time.advance(6000);
      void stage.ask();
      await quiet();
      return dialsOf(stage).length;
    },
    shows: [1, 2],
  });
});
