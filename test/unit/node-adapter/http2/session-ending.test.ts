import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { ListenerServer } from '../../../../node-adapter/listener-server.ts';
import { type Listening, listen } from '../../../../node-adapter/sockets/listen.ts';
import { parseListenAddress } from '../../../../node-adapter/sockets/listen-address.ts';
import { readTlsSettings } from '../../../../node-adapter/tls/tls-settings.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../../../shared/http/body.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import { serverDefaults } from '../../../../shared/http1/server-options.ts';
import { certificate } from '../../../support/certificates.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';
import { askHttp2, openHttp2 } from '../../../support/http2-client.ts';
import { frame, frameType, rawHead, rawPreface, widestWindows } from '../../../support/http2-frames.ts';
import { PushedBody } from '../../../support/pushed-body.ts';
import { openTls } from '../../../support/tls-client.ts';
import { until } from '../../../support/until.ts';
import { type Answering, StubHandler } from './stub-handler.ts';

const tls = { certFile: 'cert', keyFile: 'key', sni: [], cipherSuites: [], sessionResumption: true, minVersion: '1.2' };
const { headTimeoutMs, idleTimeoutMs, lingerMs, writeTimeoutMs } = serverDefaults;

/** On Deno a client that is paused takes what comes nevertheless. */
const cannotRefuse = 'Deno' in globalThis;

/** How requests with a body are answered before their client leaves. */
const answers: Readonly<Record<string, Answering>> = {
  'got its answers': () => ({ body: new BytesBody('ok') }),
  'got its answers while nobody wanted what it sent': ({ body }) => {
    body!.cancel(new Fault('client_left', { detail: 'unwanted' }));
    return { status: 502, body: new BytesBody('no') };
  },
  'got its answers while what it sent was being read': ({ body }) => {
    body!.start({ write: () => false, end() {}, fail() {} });
    return { body: new BytesBody('early') };
  },
  'got a part of its answers': ({ body }) => {
    body!.cancel(new Fault('client_left', { detail: 'unwanted' }));
    return { body: PushedBody.begun((sink: BodySink) => void sink.write(Buffer.from('first'))) };
  },
};

describe('the end of a connection of HTTP/2', () => {
  let platform: FakePlatform;
  let handler: StubHandler;
  let server: ListenerServer;
  let listening: Listening;
  let sockets: TLSSocket[];

  beforeEach(async () => {
    sockets = [];
    platform = new FakePlatform();
    handler = new StubHandler();
    const { cert, key } = certificate('main');
    const options = { ...serverDefaults, listener: 'main' };
    const settings = readTlsSettings({ ...tls, clientAuth: false } as never, (path) => (path === 'cert' ? cert : key));
    const parts = { handler, platform, mayAccept: () => true, onTlsFailure() {}, onTurnedAway() {} };
    server = new ListenerServer({ options, tls: settings, http2: { maxStreams: 4 } }, parts);
    listening = await listen(parseListenAddress('127.0.0.1:0'), (raw) => server.accept(raw));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    listening.stop();
    const drained = server.drain(10);
    platform.time.advance(20);
    platform.time.advance(lingerMs + 100);
    await drained;
  });

  const noneIsLeft = () => handler.until(() => server.connectionCount === 0);

  for (const [what, answer] of Object.entries(answers)) {
    test(`comes at once when a client leaves that ${what}`, { timeout: 120_000 }, async () => {
      handler.answer = answer;
      const session = await openHttp2(listening.port);
      const asked = Array.from({ length: 4 }, () =>
        askHttp2(session, { ':method': 'POST' }, { body: 'u'.repeat(15_000) }),
      );
      await Promise.all(asked.map(({ stream, reply }) => Promise.race([reply, once(stream, 'data')])));
      session.destroy();

      await noneIsLeft();
    });
  }

  test('comes to an idle client whose request was read in part before it was answered', {
    timeout: 60_000,
  }, async () => {
    const answering = new PushedBody();
    handler.answer = ({ body }) => {
      const write = () => {
        body!.cancel(new Fault('client_left', { detail: 'unwanted' }));
        return false;
      };
      body!.start({ write, end() {}, fail() {} });
      return { body: answering };
    };
    const session = await openHttp2(listening.port);
    const { stream, reply } = askHttp2(session, { ':method': 'POST' }, { body: 'first', open: true });
    await handler.until(() => answering.sink !== undefined);
    await new Promise((resolve) => session.ping(resolve));
    stream.end('u'.repeat(15_000));
    await new Promise((resolve) => session.ping(resolve));
    answering.sink!.write(Buffer.from('answer'));
    answering.sink!.end();
    await reply;
    await new Promise((resolve) => session.ping(resolve));
    platform.time.advance(idleTimeoutMs + 100);
    platform.time.advance(lingerMs + 100);

    await noneIsLeft();
  });

  /** A client that says these frames, reads nothing and stays. */
  async function staying(...frames: readonly Buffer[]): Promise<void> {
    const socket = await openTls(listening.port, { ALPNProtocols: ['h2'] });
    sockets.push(socket);
    socket.on('error', () => {});
    socket.pause();
    socket.write(Buffer.concat([rawPreface, ...frames]));
  }

  test('comes to a client that says good-bye and stays', { timeout: 60_000 }, async () => {
    await staying(rawHead(1));
    await handler.until((handled) => handled[0]?.endings.length === 1);
    sockets[0]!.write(goodBye);
    await endsWithin(4 * lingerMs);
  });

  test('comes to a client that says good-bye before it is answered, once it is', { timeout: 60_000 }, async () => {
    const answer = new PushedBody();
    handler.answer = () => ({ body: answer });
    await staying(rawHead(1));
    await handler.until(() => answer.sink !== undefined);
    sockets[0]!.write(goodBye);
    platform.time.advance(lingerMs + 100);
    assert.equal(server.connectionCount, 1);
    answer.sink!.end();
    await endsWithin(4 * lingerMs);
  });

  test('comes to a client that asks for nothing and stays', { timeout: 60_000 }, async () => {
    await staying();
    await handler.until(() => server.connectionCount === 1);
    await endsWithin(headTimeoutMs + 4 * lingerMs);
  });

  test('comes to a client that takes its requests back and stays', { timeout: 60_000 }, async () => {
    handler.answer = () => 'never';
    await staying(...[1, 3, 5].map((id) => rawHead(id)));
    await handler.until((handled) => handled.length === 3);
    sockets[0]!.write(Buffer.concat([1, 3, 5].map((id) => frame(frameType.reset, 0, id, Buffer.from([0, 0, 0, 8])))));
    await handler.until((handled) => handled.every(({ left }) => left !== undefined));
    await endsWithin(idleTimeoutMs + 4 * lingerMs);
  });

  test('comes to a client that takes nothing of a large answer and stays', {
    timeout: 60_000,
    skip: cannotRefuse,
  }, async () => {
    handler.answer = () => ({ body: endless() });
    await staying(widestWindows, rawHead(1));
    await handler.until((handled) => handled.length === 1);
    await endsWithin(2 * writeTimeoutMs + idleTimeoutMs + 4 * lingerMs);
  });

  /** No connection is left after this time, moved on step by step: what was sent may not have been read yet. */
  async function endsWithin(ms: number): Promise<void> {
    for (let passed = 0; passed < ms && server.connectionCount > 0; passed += 500) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      platform.time.advance(500);
    }
    await until(() => server.connectionCount === 0);
  }
});

/** A body that goes on for as long as it is taken. */
function endless(): Body {
  let taker: BodySink | undefined;
  const pour = (): void => {
    while (taker?.write(Buffer.alloc(64 * 1024)));
  };
  return {
    length: undefined,
    start(sink) {
      taker = sink;
      pour();
    },
    resume: pour,
    cancel() {
      taker = undefined;
    },
  };
}

const goodBye = frame(frameType.goaway, 0, 0, Buffer.alloc(8));
