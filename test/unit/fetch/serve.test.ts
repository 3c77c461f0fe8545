import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Downstream } from '../../../shared/engine/downstream.ts';
import type { Ending, Reply } from '../../../shared/engine/reply.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import { type RequestHandler, serveFetch } from '../../../shared/fetch/serve.ts';
import type { Body } from '../../../shared/http/body.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { bodyToStream } from '../../../shared/http/web-body.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { bytes, plainConnection, plainHost } from '../../support/fetch.ts';
import { PushedBody } from '../../support/pushed-body.ts';

describe('serving a web request', () => {
  test('answers a body that is in memory at once, and says how much was sent', async () => {
    const { handler, endings } = answering({ body: new BytesBody('hello') });

    const response = await serveFetch(handler, new Request('http://a.test/'), plainConnection(), parts());

    assert.equal(await response.text(), 'hello');
    assert.deepEqual(endings, [{ bytesSent: 5, bytesReceived: 0, fault: undefined }]);
  });

  test('passes each chunk on when it comes', async () => {
    const body = new PushedBody();
    const { handler, endings } = answering({ body });

    const response = await serveFetch(handler, new Request('http://a.test/'), plainConnection(), parts());
    const reader = response.body!.getReader();
    body.sink!.write(bytes('one'));
    const first = await reader.read();
    body.sink!.write(bytes('two'));
    const second = await reader.read();
    body.sink!.end();

    assert.deepEqual([first.value, second.value], [bytes('one'), bytes('two')]);
    assert.equal((await reader.read()).done, true);
    assert.equal(endings[0]?.bytesSent, 6);
  });

  test('sends a small body that comes soon as bytes, with no stream between', async () => {
    const body = new PushedBody(6);
    const { handler, endings } = answering({ body });
    const streamed: number[] = [];
    const host = plainHost({
      relay(stream, length) {
        streamed.push(length!);
        return { readable: stream, done: Promise.resolve() };
      },
    });

    const answer = serveFetch(handler, new Request('http://a.test/'), plainConnection(), parts(host));
    await Promise.resolve();
    body.sink!.write(bytes('one'));
    body.sink!.write(bytes('two'));
    body.sink!.end();

    assert.equal(await (await answer).text(), 'onetwo');
    assert.deepEqual(streamed, []);
    assert.equal(endings[0]?.bytesSent, 6);
  });

  test('does not hold back the start of a small body that comes slowly', async () => {
    const body = new PushedBody(6);
    const { handler } = answering({ body });
    const time = new FakeTime();

    const answer = serveFetch(handler, new Request('http://a.test/'), plainConnection(), {
      ...parts(),
      timers: time,
    });
    await Promise.resolve();
    body.sink!.write(bytes('one'));
    time.advance(200);
    const { value } = await (await answer).body!.getReader().read();

    assert.deepEqual(value, bytes('one'));
  });

  test('asks the source to wait while nobody reads, and to go on when somebody does', async () => {
    const body = new PushedBody();
    const { handler } = answering({ body });

    const response = await serveFetch(handler, new Request('http://a.test/'), plainConnection(), parts());
    let taken = 1;
    while (body.sink!.write(bytes('x'))) taken += 1;
    body.resumed = 0;
    await response.body!.getReader().read();

    assert.ok(taken < 10, `${taken} chunks were taken`);
    assert.ok(body.resumed > 0);
  });

  test('breaks the response when the body breaks off, after what came before', async () => {
    const body = new PushedBody();
    const { handler, endings } = answering({ body });
    const time = new FakeTime();
    const platform = { ...parts(), timers: time };

    const response = await serveFetch(handler, new Request('http://a.test/'), plainConnection(), platform);
    const reader = response.body!.getReader();
    body.sink!.write(bytes('part'));
    body.sink!.fail(new Fault('upstream_body_broken'));
    const { value } = await reader.read();
    time.advance(200);

    assert.deepEqual(value, bytes('part'));
    await assert.rejects(reader.read(), { code: 'upstream_body_broken' });
    assert.equal(endings[0]?.fault?.code, 'upstream_body_broken');
  });

  test('cancels the body of a client that leaves, and finishes once', async () => {
    const body = new PushedBody();
    const { handler, endings } = answering({ body });
    const leaving = new AbortController();
    const request = new Request('http://a.test/', { signal: leaving.signal });

    const response = await serveFetch(handler, request, plainConnection(), parts());
    response.body!.getReader().closed.catch(() => undefined);
    leaving.abort();
    body.sink!.end();

    assert.equal(body.cancelled?.code, 'client_left');
    assert.deepEqual(
      endings.map(({ fault }) => fault?.code),
      ['client_left'],
    );
  });

  test('tells the engine of a client that leaves before there is a reply', async () => {
    const leaving = new AbortController();
    const left: string[] = [];
    const handler: RequestHandler = {
      refuse,
      handle(_head, _body, downstream) {
        return new Promise((resolve) => {
          downstream.pending = {
            abort(fault) {
              left.push(fault.code);
              resolve(sendable({ body: null }, []));
            },
          };
        });
      },
    };

    const answer = serveFetch(
      handler,
      new Request('http://a.test/', { signal: leaving.signal }),
      plainConnection(),
      parts(),
    );
    leaving.abort();
    await answer;

    assert.deepEqual(left, ['client_left']);
  });

  test('keeps set-cookie fields apart', async () => {
    const headers = new HeaderList(['set-cookie', 'a=1; Expires=Mon, 1 Jan', 'set-cookie', 'b=2']);
    const { handler } = answering({ headers, body: null });

    const response = await serveFetch(handler, new Request('http://a.test/'), plainConnection(), parts());

    assert.deepEqual(response.headers.getSetCookie(), ['a=1; Expires=Mon, 1 Jan', 'b=2']);
  });

  for (const [method, status] of [
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 205],
    ['GET', 304],
  ] as const) {
    test(`sends no body for ${method} ${status}`, async () => {
      const { handler, endings } = answering({ status, body: new BytesBody('hello') });

      const response = await serveFetch(handler, new Request('http://a.test/', { method }), plainConnection(), parts());

      assert.equal(response.body, null);
      assert.equal(endings[0]?.bytesSent, 0);
    });
  }

  test('answers 502 for a status no web response can have', async () => {
    const body = new PushedBody();
    const { handler, endings } = answering({ status: 999, body });

    const response = await serveFetch(handler, new Request('http://a.test/'), plainConnection(), parts());

    assert.equal(response.status, 502);
    assert.equal(body.cancelled?.code, 'upstream_bad_response');
    assert.equal(endings.length, 1);
  });

  test('keeps the announced length where the host must be told it', async () => {
    const asked: (number | undefined)[] = [];
    const host = plainHost({
      relay(stream, length) {
        asked.push(length);
        return { readable: stream, done: Promise.resolve() };
      },
    });
    const body = new PushedBody(500_000);
    const { handler } = answering({ body });

    await serveFetch(handler, new Request('http://a.test/'), plainConnection(), parts(host));

    assert.deepEqual(asked, [500_000]);
  });

  test('refuses a Host that is none, without handling the request', async () => {
    const refused: string[] = [];
    const handler: RequestHandler = {
      handle: () => Promise.reject(new Error('not expected')),
      refuse(fault) {
        refused.push(fault.code);
        return sendable({ status: fault.status, body: null }, []);
      },
    };
    const request = new Request('http://a.test/', { headers: { host: 'x/../y' } });

    const response = await serveFetch(handler, request, plainConnection(), parts());

    assert.deepEqual([response.status, refused], [400, ['bad_host']]);
  });

  for (const [how, length, told] of [
    ['counts the bytes of a request body that came', undefined, 5],
    ['does not take the length of a request body for what came', '9', 5],
  ] as const) {
    test(how, async () => {
      const { endings } = answering({ body: null });
      const handler: RequestHandler = {
        refuse,
        async handle(_head, body) {
          await collected(body!);
          return sendable({ body: null }, endings);
        },
      };
      const headers = length === undefined ? {} : { 'content-length': length };
      const request = new Request('http://a.test/', { method: 'POST', body: 'hello', headers });

      await serveFetch(handler, request, plainConnection(), parts());

      assert.equal(endings[0]?.bytesReceived, told);
    });
  }

  test('does not say how much came of a request body that others read', async () => {
    const { endings } = answering({ body: null });
    const handler: RequestHandler = {
      refuse,
      async handle(_head, body) {
        await new Response(bodyToStream(body!)).arrayBuffer();
        return sendable({ body: null }, endings);
      },
    };

    await serveFetch(handler, new Request('http://a.test/', { method: 'POST', body: 'x' }), plainConnection(), parts());

    assert.equal(endings[0]?.bytesReceived, undefined);
  });

  test('gives the engine the request: peer, port, body', async () => {
    const seen: { downstream: Downstream; body: Body | null }[] = [];
    const handler: RequestHandler = {
      refuse,
      async handle(_head, body, downstream) {
        seen.push({ downstream, body });
        return sendable({ body: null }, []);
      },
    };
    const request = new Request('https://a.test/', { method: 'POST', body: 'hi', headers: { 'content-length': '2' } });

    await serveFetch(handler, request, plainConnection(), parts());

    const { downstream, body } = seen[0]!;
    assert.deepEqual(
      [downstream.peerAddress, downstream.peerPort, downstream.localPort, downstream.secure, body?.length],
      ['192.0.2.1', 4000, 443, true, 2],
    );
  });
});

/** Settles when a body is at its end. */
function collected(body: Body): Promise<void> {
  return new Promise((end, fail) => body.start({ write: () => true, end: () => end(), fail }));
}

function parts(host = plainHost()) {
  const time = new FakeTime();
  return {
    host,
    timers: time,
    clock: time,
    random: { next: Math.random, bytes: (count: number) => new Uint8Array(count) },
  };
}

function refuse(): never {
  throw new Error('not expected');
}

interface Answer {
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly body: Body | null;
}

function answering(answer: Answer): { handler: RequestHandler; endings: Ending[] } {
  const endings: Ending[] = [];
  const handler: RequestHandler = { handle: async () => sendable(answer, endings), refuse };
  return { handler, endings };
}

function sendable({ status = 200, headers = new HeaderList(), body }: Answer, endings: Ending[]) {
  const reply: Reply = { head: { status, headers }, body };
  return { ...reply, finished: (ending: Ending) => void endings.push(ending) };
}
