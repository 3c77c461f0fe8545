import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createSecureServer, createServer, type Http2SecureServer, type Http2Server } from 'node:http2';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { configFiles } from '../../node-adapter/config-files.ts';
import { NameCache } from '../../node-adapter/sockets/name-cache.ts';
import { NodeDialer } from '../../node-adapter/sockets/node-dialer.ts';
import { UpstreamTransport } from '../../node-adapter/upstream-transport.ts';
import { HeaderList } from '../../shared/http/header-list.ts';
import type { UpstreamCall } from '../../shared/platform/transport.ts';
import { certificate, certificatePath } from '../support/certificates.ts';
import { Stage } from './stage.ts';

const trust = `tls { sni "main.test"; ca-cert "${certificatePath('ca.pem')}" }`;

/** What an upstream with these settings asks of a target that speaks both versions. */
class Seen {
  readonly versions: string[] = [];
  readonly #server: Http2Server | Http2SecureServer;
  readonly #sockets = new Set<Socket>();
  pings = 0;
  live = 0;
  most = 0;

  constructor(secure: boolean) {
    this.#server = secure ? createSecureServer({ ...certificate('main'), allowHTTP1: true }) : createServer();
    this.#server.on('connection', (socket: Socket) => this.#sockets.add(socket));
    this.#server.on('session', (session) => session.on('ping', () => (this.pings += 1)));
    this.#server.on('request', (request, response) => {
      this.versions.push(request.httpVersion);
      this.live += 1;
      this.most = Math.max(this.most, this.live);
      setTimeout(() => {
        this.live -= 1;
        response.end('x');
      }, 30);
    });
  }

  /** Sends so many requests at once by the settings, then waits `quietMs` of the settings' time. */
  async of(upstream: string, count = 1, quietMs = 0): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as { port: number };
    try {
      await this.#ask(port, { upstream, count, quietMs });
    } finally {
      for (const socket of this.#sockets) socket.destroy();
      this.#server.close();
    }
    return this;
  }

  async #ask(port: number, { upstream, count, quietMs }: { upstream: string; count: number; quietMs: number }) {
    const options = { ...configFiles, readText: (path: string) => configFiles.read(path, undefined) as string };
    const stage = await Stage.of({ targets: `target "127.0.0.1:${port}"`, upstream }, options);
    const { address } = stage.plan.upstreams.get('app')!.targets[0]!;
    const transport = new UpstreamTransport(
      new NodeDialer(new NameCache(stage.platform.clock.monotonic)),
      stage.platform,
    );
    const headers = new HeaderList();
    const head = {
      method: 'GET',
      scheme: 'http',
      authority: 'a',
      path: '/',
      query: undefined,
      version: '1.1',
      headers,
    } as const;
    const timeouts = { connectMs: 9000, firstByteMs: 9000, readMs: 9000, writeMs: 9000 };
    const request = { address, head, body: null, timeouts, upgrade: undefined, informed: undefined };
    const calls: UpstreamCall[] = Array.from({ length: count }, () => transport.send(request));
    for (const call of calls) (await call.response).body?.start({ write: () => true, end() {}, fail() {} });
    stage.platform.time.advance(quietMs);
    await sleep(30);
    transport.close();
  }
}

async function versions(upstream: string, secure = true): Promise<readonly string[]> {
  return (await new Seen(secure).of(upstream)).versions;
}

describe('upstreams.http-version', () => {
  test('upstreams.http-version.max-version lets the two agree on HTTP/2', async () => {
    assert.deepEqual(await versions(trust), ['1.1']);
    assert.deepEqual(await versions(`${trust}; http-version { max-version 1 }`), ['1.1']);
    assert.deepEqual(await versions(`${trust}; http-version { max-version 2 }`), ['2.0']);
    await assert.rejects(
      versions('http-version { max-version 2 }', false),
      /"http-version" has no effect without "tls"/,
    );
  });

  test('upstreams.http-version.min-version speaks HTTP/2 only, in the clear too', async () => {
    assert.deepEqual(await versions('http-version { min-version 2 }', false), ['2.0']);
    assert.deepEqual(await versions(`${trust}; http-version { min-version 2 }`), ['2.0']);
    await assert.rejects(versions('http-version { min-version 2; max-version 1 }', false), /is above "max-version"/);
  });

  test('upstreams.http-version.max-h2-streams is how many requests go at once over one connection', async () => {
    const most = async (more: string) =>
      (await new Seen(false).of(`connection-pool { max-connections 1 }; http-version { min-version 2; ${more} }`, 12))
        .most;

    assert.equal(await most(''), 12);
    assert.equal(await most('max-h2-streams 3'), 3);
  });

  test('upstreams.http-version.h2-ping-interval sends pings', async () => {
    const pings = async (more: string) =>
      (await new Seen(false).of(`http-version { min-version 2; ${more} }`, 1, 5500)).pings;

    assert.equal(await pings(''), 0);
    assert.ok((await pings('h2-ping-interval 5')) > 0);
  });

  test('is refused where it has no effect, or cannot be had', async () => {
    await assert.rejects(
      Stage.of({ upstream: 'http-version { max-version 1; max-h2-streams 3 }' }),
      /"max-h2-streams" has no effect with max-version 1/,
    );
    await assert.rejects(
      Stage.of({ upstream: 'http-version { min-version 2 }', route: 'websocket #true' }),
      /"websocket" has no effect: "app" speaks HTTP\/2 only/,
    );
    for (const runtime of ['bun', 'workerd'] as const) {
      await assert.rejects(
        Stage.of({ upstream: 'http-version { min-version 2 }' }, { runtime }),
        new RegExp(`"http-version" has no effect on ${runtime}: `),
      );
    }
  });
});
