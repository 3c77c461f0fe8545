import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ClientHttp2Session, OutgoingHttpHeaders } from 'node:http2';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListenerServer } from '../../../../node-adapter/listener-server.ts';
import { runtimeName } from '../../../../node-adapter/runtime-name.ts';
import { type Listening, listen } from '../../../../node-adapter/sockets/listen.ts';
import { parseListenAddress } from '../../../../node-adapter/sockets/listen-address.ts';
import { readTlsSettings } from '../../../../node-adapter/tls/tls-settings.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { serverDefaults } from '../../../../shared/http1/server-options.ts';
import { certificate } from '../../../support/certificates.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';
import { askHttp2, openHttp2 } from '../../../support/http2-client.ts';
import { frame, frameType, rawHead, rawPreface, repeated, repeatingHead } from '../../../support/http2-frames.ts';
import { PushedBody } from '../../../support/pushed-body.ts';
import { openTls } from '../../../support/tls-client.ts';
import { until } from '../../../support/until.ts';
import { StubHandler } from './stub-handler.ts';

const tls = { certFile: 'cert', keyFile: 'key', sni: [], cipherSuites: [], sessionResumption: true, minVersion: '1.2' };

describe('a server of HTTP/2', () => {
  let platform: FakePlatform;
  let handler: StubHandler;
  let server: ListenerServer;
  let listening: Listening;
  let session: ClientHttp2Session;

  beforeEach(async () => {
    platform = new FakePlatform();
    handler = new StubHandler();
    const { cert, key } = certificate('main');
    const options = { ...serverDefaults, listener: 'main', maxRequestsPerConnection: 400 };
    const settings = readTlsSettings({ ...tls, clientAuth: false } as never, (path) => (path === 'cert' ? cert : key));
    const parts = { handler, platform, mayAccept: () => true, onTlsFailure() {}, onTurnedAway() {} };
    server = new ListenerServer({ options, tls: settings, http2: { maxStreams: 4 } }, parts);
    listening = await listen(parseListenAddress('127.0.0.1:0'), (raw) => server.accept(raw));
    session = await openHttp2(listening.port);
  });
  afterEach(async () => {
    session.destroy();
    listening.stop();
    let isDrained = false;
    void server.drain(10).then(() => {
      isDrained = true;
    });
    await passingUntil(() => isDrained);
  });

  /** Time passes until it is so: what it is to act on may not have come yet. */
  async function passingUntil(isSo: () => boolean): Promise<void> {
    await until(() => {
      if (!isSo()) platform.time.advance(1000);
      return isSo();
    });
  }

  const ask = (...args: Parameters<typeof askHttp2> extends [unknown, ...infer Rest] ? Rest : never) =>
    askHttp2(session, ...args);

  test('hands on a request as the engine knows them', async () => {
    const fields = {
      ':path': '/a%20b?c=d',
      cookie: ['a=1', 'b=2'],
      'x-a': ['1', '2'],
      'x-latin': 'caf\u00e9',
      te: 'trailers',
    };
    const reply = await ask({ ...fields, ':authority': 'Main.Test:8443' }).reply;
    const { head, body, downstream } = handler.handled[0]!;

    assert.equal(reply.status, 200);
    assert.deepEqual(
      [head.method, head.scheme, head.authority, head.path, head.query, head.version],
      ['GET', 'https', 'main.test:8443', '/a%20b', 'c=d', '2'],
    );
    const flat = ['x-a', '1', 'x-a', '2', 'x-latin', 'caf\u00e9', 'te', 'trailers', 'cookie', 'a=1; b=2'];
    assert.deepEqual(head.headers.flat, flat);
    assert.equal(body, null);
    assert.deepEqual([downstream.secure, downstream.peerAddress, downstream.listener], [true, '127.0.0.1', 'main']);
    assert.equal(downstream.localPort, listening.port);
  });

  test('sends an answer with repeated fields, latin-1 bytes, a date and its length', async () => {
    const fields = ['set-cookie', 'a=1', 'set-cookie', 'b=2', 'connection', 'close', 'x-latin', 'caf\u00e9'];
    handler.answer = () => ({ fields, body: new BytesBody('hello') });
    const reply = await ask().reply;

    const list = new HeaderList([...reply.fields]);
    assert.deepEqual(list.all('set-cookie'), ['a=1', 'b=2']);
    assert.equal(list.get('content-length'), '5');
    assert.equal(list.get('x-latin'), 'caf\u00e9');
    assert.equal(list.has('connection'), false);
    assert.ok(list.has('date'));
    assert.equal(reply.text, 'hello');
    assert.deepEqual(handler.handled[0]!.endings, [{ bytesSent: 5, bytesReceived: 0, fault: undefined }]);
  });

  test('sends fields under the names that objects have of themselves as they are', async () => {
    const fields = ['constructor', 'one', '__proto__', 'two', 'valueof', 'three', 'tostring', 'four'];
    handler.answer = () => ({
      fields,
      body: PushedBody.begun((sink) => sink.end(new HeaderList(['constructor', 'five', '__proto__', 'six']))),
    });
    const reply = await ask().reply;

    assert.deepEqual(reply.fields.slice(0, 8), fields);
    assert.deepEqual(reply.trailers, ['constructor', 'five', '__proto__', 'six']);
  });

  test('sends a head of as many bytes as upstreams may send', async () => {
    const fields = Array.from({ length: 15 }, (_, i) => [`x-${i}`, 'v'.repeat(8000)]).flat();
    handler.answer = () => ({ fields, body: new BytesBody('ok') });
    const roomy = await openHttp2(listening.port, {}, { settings: { maxHeaderListSize: 1_000_000 } });
    const reply = await askHttp2(roomy).reply;
    roomy.destroy();

    assert.deepEqual([reply.fields.slice(0, 30), reply.text, reply.isWhole], [fields, 'ok', true]);
  });

  test('passes bodies and trailers in both directions', async () => {
    handler.answer = ({ body }) => ({
      body: PushedBody.begun((sink) =>
        body!.start({
          write: (chunk) => sink.write(chunk),
          end: (trailers) => sink.end(new HeaderList(['grpc-status', '0', ...(trailers?.flat ?? [])])),
          fail: (fault) => sink.fail(fault),
        }),
      ),
    });
    const reply = await ask({ ':method': 'POST' }, { body: 'x'.repeat(200_000), trailers: { 'x-sum': '7' } }).reply;

    assert.equal(reply.content.length, 200_000);
    assert.deepEqual(reply.trailers, ['grpc-status', '0', 'x-sum', '7']);
    assert.equal(reply.isWhole, true);
    assert.equal(handler.handled[0]!.endings[0]!.bytesReceived, 200_000);
  });

  test('sends trailers after a body that is there at once, to a request without one', async () => {
    handler.answer = () => ({
      body: PushedBody.begun((sink) => {
        sink.write(Buffer.from('all'));
        sink.end(new HeaderList(['x-sum', '7']));
      }),
    });
    const reply = await ask().reply;

    assert.deepEqual([reply.text, reply.trailers, reply.isWhole], ['all', ['x-sum', '7'], true]);
    assert.equal(handler.handled[0]!.endings.length, 1);
  });

  test('ends a body without trailers as a whole one', async () => {
    handler.answer = () => ({
      body: PushedBody.begun((sink) => {
        sink.write(Buffer.from('all'));
        sink.end();
      }),
    });
    const reply = await ask().reply;

    assert.deepEqual([reply.text, reply.trailers, reply.isWhole], ['all', [], true]);
  });

  for (const [what, breaks] of Object.entries({
    'breaks off': (body: PushedBody) => body.sink!.fail(new Fault('upstream_body_broken')),
    'is longer than announced': (body: PushedBody) => body.sink!.write(Buffer.alloc(90)),
    'is shorter than announced': (body: PushedBody) => body.sink!.end(),
  })) {
    test(`resets the stream of a body that ${what}, and only that`, async () => {
      const body = PushedBody.begun((sink) => void sink.write(Buffer.from('half')), 50);
      handler.answer = () => ({ body });
      const { reply, stream } = ask();
      await once(stream, 'data');
      breaks(body);
      const broken = await reply;
      handler.answer = () => ({ body: new BytesBody('ok') });

      assert.deepEqual([broken.code, broken.isWhole], [2, false]);
      assert.equal(handler.handled[0]!.endings.length, 1);
      assert.equal(handler.handled[0]!.endings[0]!.fault?.code, 'upstream_body_broken');
      assert.equal((await ask().reply).text, 'ok');
    });
  }

  test('holds a body back that the client does not take, and goes on when it does', async () => {
    const chunk = Buffer.alloc(40_000, 'x');
    let written = 0;
    const body = new PushedBody();
    body.start = (sink) => {
      while (sink.write(chunk)) written += 1;
      body.sink = sink;
    };
    body.resume = () => {
      for (; written < 50; written += 1) if (!body.sink!.write(chunk)) break;
      if (written >= 50) body.sink!.end();
    };
    handler.answer = () => ({ body });
    const { stream, reply } = ask();
    stream.pause();
    await once(stream, 'response');
    await sleep(20);
    const early = written;
    stream.resume();
    await reply;

    assert.ok(early < 10, `${early} chunks were written ahead`);
    assert.equal(handler.handled[0]!.endings.length, 1);
  });

  test('gives up a client that takes nothing for too long', async () => {
    handler.answer = () => ({ body: PushedBody.begun((sink) => void sink.write(Buffer.alloc(2_000_000))) });
    const { stream } = ask();
    stream.pause();
    await once(stream, 'response');
    platform.time.advance(61_000);
    await handler.until(([one]) => one!.endings.length > 0);

    assert.equal(handler.handled[0]!.endings[0]!.fault?.code, 'client_left');
  });

  test('tells of a client that leaves before it has an answer, and once only', async () => {
    handler.answer = () => 'never';
    const { stream } = ask();
    await handler.until(({ length }) => length === 1);
    stream.close(8);
    await handler.until(([one]) => one!.left !== undefined);

    assert.equal(handler.handled[0]!.left?.code, 'client_left');
    assert.deepEqual(handler.handled[0]!.endings, []);
  });

  test('lets go of an answer whose client leaves in the middle of it', async () => {
    const body = PushedBody.begun((sink) => void sink.write(Buffer.from('half')));
    handler.answer = () => ({ body });
    const { stream } = ask();
    await once(stream, 'data');
    stream.close(8);
    await handler.until(([one]) => one!.endings.length > 0);

    assert.equal(body.cancelled?.code, 'client_left');
    assert.equal(handler.handled[0]!.endings.length, 1);
    assert.equal(handler.handled[0]!.endings[0]!.fault?.code, 'client_left');
  });

  test('tells of every request of a connection that breaks', async () => {
    handler.answer = () => 'never';
    ask();
    ask();
    await handler.until(({ length }) => length === 2);
    session.destroy();
    await handler.until((all) => all.every(({ left }) => left !== undefined));
    await handler.until(() => server.connectionCount === 0);
  });

  test('tells a broken request body from a whole one', async () => {
    let fault: Fault | undefined;
    handler.answer = ({ body }) => {
      body!.start({
        write: () => true,
        end: () => assert.fail('it is not whole'),
        fail: (why) => {
          fault = why;
        },
      });
      return 'never';
    };
    const { stream } = ask({ ':method': 'POST', 'content-length': '100' }, { body: 'half', open: true });
    await handler.until(({ length }) => length === 1);
    stream.close(8);
    await handler.until(() => fault !== undefined);

    // This client may end its body before it resets the stream.
    assert.match(fault!.code, /^(?:client_left|request_body_broken)$/);
  });

  for (const [what, length] of [
    ['longer', '2'],
    ['shorter', '9'],
  ] as const) {
    test(`tells of a body that is ${what} than announced`, async () => {
      handler.answer = ({ body }) => {
        body!.start({ write: () => true, end: () => assert.fail('it is not whole'), fail() {} });
        return 'never';
      };
      ask({ ':method': 'POST', 'content-length': length }, { body: 'some' });
      await handler.until(([one]) => one?.left !== undefined);

      // Deno breaks the connection off without a word.
      assert.equal(handler.handled[0]!.left?.code, runtimeName() === 'deno' ? 'client_left' : 'request_body_broken');
    });
  }

  test('takes no more after a body than may follow it', async () => {
    const faults: Fault[] = [];
    handler.answer = ({ body }) => {
      body!.start({ write: () => true, end: () => assert.fail('it is too much'), fail: (why) => faults.push(why) });
      return 'never';
    };
    const socket = await openTls(listening.port, { ALPNProtocols: ['h2'] });
    socket.on('error', () => {});
    socket.resume();
    const head = frame(frameType.headers, 4, 1, rawHead(1).subarray(9));
    const rest = frame(frameType.headers, 5, 1, repeated(5));
    socket.write(Buffer.concat([rawPreface, head, frame(frameType.data, 0, 1, Buffer.from('body')), rest]));
    await handler.until(() => faults.length > 0);
    socket.destroy();

    assert.deepEqual([faults[0]?.code, faults[0]?.detail], ['request_body_broken', 'header-list']);
  });

  test('waits no longer than it may for the rest of a body', async () => {
    let fault: Fault | undefined;
    handler.answer = ({ body }) => {
      body!.start({
        write: () => true,
        end() {},
        fail: (why) => {
          fault = why;
        },
      });
      return 'never';
    };
    ask({ ':method': 'POST' }, { body: 'half', open: true });
    await handler.until(([one]) => (one?.body as { received?: number } | null)?.received === 4);
    platform.time.advance(31_000);

    assert.equal(fault?.code, 'request_timeout');
  });

  test('gives up a body that comes, but too slowly, and none that nobody takes', async () => {
    const faults: Fault[] = [];
    let takes = false;
    handler.answer = ({ body }) => {
      body!.start({ write: () => takes, end() {}, fail: (why) => faults.push(why) });
      return 'never';
    };
    const { stream } = ask({ ':method': 'POST' }, { body: '-', open: true });
    const received = () => (handler.handled[0]?.body as { received?: number } | null | undefined)?.received ?? 0;
    await handler.until(() => received() === 1);
    platform.time.advance(600_000);
    assert.equal(faults.length, 0);

    takes = true;
    handler.handled[0]!.body!.resume();
    for (let sent = 2; faults.length === 0 && sent < 9; sent += 1) {
      stream.write('-');
      await handler.until(() => received() === sent);
      platform.time.advance(29_000);
    }
    assert.deepEqual([faults[0]?.code, received()], ['request_timeout', 6]);
  });

  test('answers before the request is whole, and tells the client to stop', async () => {
    handler.answer = () => ({ status: 403, body: new BytesBody('no') });
    const reply = await ask({ ':method': 'POST' }, { body: 'some', open: true }).reply;

    assert.deepEqual([reply.status, reply.text, reply.code], [403, 'no', 0]);
    assert.equal(handler.handled[0]!.endings[0]!.fault, undefined);
  });

  test('answers expectations when the body is asked for, and sends hints', async () => {
    handler.answer = ({ body, downstream }) => {
      const reply = new PushedBody();
      downstream.inform({ status: 103, headers: new HeaderList(['link', '</a>']) });
      body!.start({ write: () => true, end: () => reply.sink!.end(), fail: (fault) => reply.sink!.fail(fault) });
      return { body: reply };
    };
    const { stream, reply } = ask({ ':method': 'POST', expect: '100-continue' }, { open: true });
    await once(stream, 'continue');
    stream.end('go');

    assert.deepEqual((await reply).informational, [103, 100]);
    assert.equal(handler.handled[0]!.endings[0]!.bytesReceived, 2);
  });

  test('answers HEAD and statuses without content with no body', async () => {
    handler.answer = () => ({ body: new BytesBody('hello') });
    const head = await ask({ ':method': 'HEAD' }).reply;
    handler.answer = () => ({ status: 304, fields: ['etag', '"1"'] });
    const same = await ask().reply;

    assert.deepEqual([head.text, new HeaderList([...head.fields]).get('content-length')], ['', '5']);
    assert.deepEqual([same.status, same.text, same.isWhole], [304, '', true]);
    await handler.until((all) => all.every(({ endings }) => endings.length === 1));
    assert.deepEqual(
      handler.handled.map(({ endings: [ending] }) => ending?.fault),
      [undefined, undefined],
    );
  });

  const malformed: Readonly<Record<string, readonly [code: string, fields: OutgoingHttpHeaders]>> = {
    'a Host that is not the authority': ['bad_host', { host: 'other.test' }],
    'an authority that is none': ['bad_host', { ':authority': 'a b' }],
    'a scheme that is not ours': ['bad_request', { ':scheme': 'http' }],
    'a path in absolute form': ['bad_request', { ':path': 'https://main.test/' }],
    'a tunnel to wherever the client says': ['method_not_implemented', { ':method': 'CONNECT', ':path': undefined }],
    'a method that is not in capitals': ['method_not_implemented', { ':method': 'get' }],
    'a length that is none': ['bad_framing', { 'content-length': '1x' }],
    'a length without a body': ['bad_framing', { 'content-length': '4' }],
    'an expectation nobody knows': ['expectation_failed', { expect: 'miracles' }],
  };
  for (const [what, [code, fields]] of Object.entries(malformed)) {
    test(`refuses ${what}`, async () => {
      const reply = await ask(fields).reply;

      // The runtime may break the stream by itself, before anyone has seen the request.
      if (reply.status !== undefined) assert.equal(handler.handled[0]!.refusal?.code, code);
      assert.equal(
        handler.handled.every(({ refusal }) => refusal !== undefined),
        true,
      );
    });
  }

  test('refuses more streams than it may have, in a way that lets the client try again', async () => {
    handler.answer = () => 'never';
    const socket = await openTls(listening.port, { ALPNProtocols: ['h2'] });
    const resets: number[] = [];
    socket.on('error', () => {});
    let got = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      got = Buffer.concat([got, bytes]);
      while (got.length >= 9 && got.length >= 9 + got.readUIntBE(0, 3)) {
        const length = got.readUIntBE(0, 3);
        if (got[3] === frameType.reset) resets.push(got.readUInt32BE(9));
        got = got.subarray(9 + length);
      }
    });
    socket.write(Buffer.concat([rawPreface, ...[1, 3, 5, 7, 9, 11].map((id) => rawHead(id))]));
    await handler.until(() => resets.length === 2);

    assert.deepEqual(resets, [7, 7]);
    assert.equal(handler.handled.length, 4);
    socket.destroy();
  });

  for (const [what, times, answered] of [
    ['some more than it was told to, and answers it', 30, ['headers_too_large']],
    ['many times as much as it was told to, and answers nothing any more', 100, []],
  ] as const) {
    test(`keeps nothing of a client whose fields are ${what}`, async () => {
      const socket = await openTls(listening.port, { ALPNProtocols: ['h2'] });
      socket.on('error', () => {});
      socket.resume();
      socket.write(Buffer.concat([rawPreface, repeatingHead(1, times), repeatingHead(3, times)]));
      if (answered.length === 0) await passingUntil(() => socket.closed);
      else await handler.until(({ length }) => length === 2);
      socket.destroy();

      assert.deepEqual(
        handler.handled.map(({ refusal, head }) => [refusal?.code, head.headers.flat.length]),
        [...answered, ...answered].map((code) => [code, 0]),
      );
    });
  }

  const floods: Readonly<Record<string, (i: number) => Buffer>> = {
    'resets of its own requests': (i) =>
      Buffer.concat([rawHead(2 * i + 1), frame(frameType.reset, 0, 2 * i + 1, Buffer.from([0, 0, 0, 8]))]),
    pings: () => frame(frameType.ping, 0, 0, Buffer.alloc(8)),
    settings: () => frame(frameType.settings, 0, 0),
  };
  for (const [what, piece] of Object.entries(floods)) {
    test(`closes the connection of a client that floods it with ${what}`, async () => {
      handler.answer = () => 'never';
      const socket = await openTls(listening.port, { ALPNProtocols: ['h2'] });
      socket.on('error', () => {});
      socket.resume();
      socket.write(rawPreface);
      for (let i = 0; i < 300 && !socket.destroyed; i += 1) {
        socket.write(piece(i));
        if (i % 20 === 0) await sleep(1);
      }
      // Not by `once`, which an error would end: the client may be writing when it is cut off.
      await until(() => socket.closed);

      assert.ok(handler.handled.length < 200);
    });
  }

  test('answers what is under way when it drains, takes no more, and closes', async () => {
    const body = PushedBody.begun((sink) => void sink.write(Buffer.from('first, ')));
    handler.answer = () => ({ body });
    const { stream, reply } = ask();
    await once(stream, 'data');
    const goaway = once(session, 'goaway');
    const drained = server.drain(60_000);
    await goaway;
    body.sink!.write(Buffer.from('last'));
    body.sink!.end();

    assert.equal((await reply).text, 'first, last');
    let isDrained = false;
    void drained.then(() => {
      isDrained = true;
    });
    await passingUntil(() => isDrained);
  });

  test('breaks off what is left when draining takes too long', async () => {
    handler.answer = () => 'never';
    const { reply } = ask();
    await handler.until(({ length }) => length === 1);
    const drained = server.drain(1000);
    platform.time.advance(1100);
    await drained;
    await reply;

    assert.equal(handler.handled[0]!.left?.code, 'client_left');
  });

  test('closes a connection that is idle for too long', async () => {
    await ask().reply;
    platform.time.advance(74_000);
    assert.equal(session.closed, false);
    await passingUntil(() => session.destroyed);

    await handler.until(() => server.connectionCount === 0);
  });

  test('closes a connection on which nothing is ever asked', async () => {
    const silent = await openHttp2(listening.port);
    await passingUntil(() => silent.destroyed);
  });

  test('lets a connection carry so many requests and no more', async () => {
    handler.answer = () => ({ status: 204 });
    for (let i = 0; i < 400; i += 1) await ask().reply;

    if (!session.closed) await once(session, 'goaway');
    assert.equal(handler.handled.length, 400);
  });

  test('answers no more requests that come at once than a connection may carry', async () => {
    handler.answer = () => ({ status: 204 });
    const socket = await openTls(listening.port, { ALPNProtocols: ['h2'] });
    socket.on('error', () => {});
    socket.resume();
    for (let id = 1; id < 797; id += 2) {
      const done = handler.handled.length + 1;
      socket.write(id === 1 ? Buffer.concat([rawPreface, rawHead(id)]) : rawHead(id));
      await handler.until(({ length }) => length === done);
    }
    socket.write(Buffer.concat([rawHead(797), rawHead(799), rawHead(801), rawHead(803)]));
    await passingUntil(() => socket.closed);

    assert.equal(handler.handled.length, 400);
  });

  test('serves HTTP/1.1 beside it, by the same bounds', async () => {
    const socket = await openTls(listening.port, { ALPNProtocols: ['http/1.1'] });
    socket.write('GET /old HTTP/1.1\r\nHost: main.test\r\n\r\n');
    const [bytes] = (await once(socket, 'data')) as [Buffer];

    assert.match(String(bytes), /^HTTP\/1\.1 200 /);
    assert.equal(handler.handled[0]!.head.version, '1.1');
    assert.equal(server.connectionCount, 2);
    socket.destroy();
  });

  test('survives bytes that are no HTTP/2', async () => {
    const socket = await openTls(listening.port, { ALPNProtocols: ['h2'] });
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: main.test\r\n\r\n');
    socket.resume();
    await until(() => socket.closed);
    const bare = connect(listening.port, '127.0.0.1').on('error', () => {});
    bare.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    bare.resume();
    await until(() => bare.closed);

    assert.equal((await ask().reply).status, 200);
  });
});
