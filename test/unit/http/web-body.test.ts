import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { bodyToStream, WebBody } from '../../../shared/http/web-body.ts';
import { ManualBody } from './manual-body.ts';
import { bytes, RecordingSink, settled } from './recording-sink.ts';

describe('WebBody', () => {
  test('offers the stream until it is started', async () => {
    const stream = new ReadableStream<Uint8Array>();
    const body = new WebBody(stream, 3, 'request_body_broken');

    assert.equal(body.stream, stream);
    assert.equal(body.length, 3);
    body.start(new RecordingSink());
    assert.equal(body.stream, undefined);
  });

  test('offers no stream once cancelled', async () => {
    const body = new WebBody(new ReadableStream(), undefined, 'request_body_broken');

    body.cancel(new Fault('client_left'));

    assert.equal(body.stream, undefined);
  });

  test('reads no further while the sink waits', async () => {
    let pulled = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += 1;
          controller.enqueue(bytes(String(pulled)));
        },
      },
      { highWaterMark: 0 },
    );
    const sink = new RecordingSink();
    sink.takes = false;
    const body = new WebBody(stream, undefined, 'request_body_broken');

    body.start(sink);
    await settled();
    assert.deepEqual(sink.events, ['write:1']);
    body.resume();
    body.resume();
    await settled();

    assert.deepEqual(sink.events, ['write:1', 'write:2']);
    assert.equal(pulled, 2);
  });

  test('gives an error of the stream the code it was made with', async () => {
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(new TypeError('reset')) });
    const sink = new RecordingSink();

    new WebBody(stream, undefined, 'upstream_body_broken').start(sink);
    await settled();

    assert.deepEqual(sink.events, ['fail:upstream_body_broken']);
  });

  test('cancels the stream with the fault, also while a read waits', async () => {
    const reasons: unknown[] = [];
    const fault = new Fault('client_left');
    const body = new WebBody(
      new ReadableStream({ cancel: (reason) => void reasons.push(reason) }),
      undefined,
      'request_body_broken',
    );
    const sink = new RecordingSink();

    body.start(sink);
    body.cancel(fault);
    await settled();

    assert.deepEqual(reasons, [fault]);
    assert.deepEqual(sink.events, []);
  });

  test('takes a cancel of a stream that somebody else has locked', async () => {
    const stream = new ReadableStream<Uint8Array>();
    stream.getReader();

    new WebBody(stream, undefined, 'request_body_broken').cancel(new Fault('client_left'));
    await settled();
  });
});

describe('bodyToStream', () => {
  test('starts the body only when asked for a chunk', async () => {
    const source = new ManualBody();
    const reader = bodyToStream(source).getReader();
    await settled();
    assert.equal(source.started, 0);

    const read = reader.read();
    await settled();
    source.sink.write(bytes('a'));

    assert.equal(new TextDecoder().decode((await read).value), 'a');
    assert.equal(source.started, 1);
  });

  test('takes no more than was asked for', async () => {
    const source = new ManualBody();
    const reader = bodyToStream(source).getReader();
    const read = reader.read();
    await settled();

    assert.equal(source.sink.write(bytes('a')), false);
    await read;
    await settled();
    assert.equal(source.resumed, 0);
    reader.read();
    await settled();

    assert.equal(source.resumed, 1);
  });

  test('gives the whole of a body in memory', async () => {
    assert.equal(await new Response(bodyToStream(new BytesBody('abc'))).text(), 'abc');
  });

  test('gives the stream of a body that is one, untouched', () => {
    const stream = new ReadableStream<Uint8Array>();

    assert.equal(bodyToStream(new WebBody(stream, undefined, 'request_body_broken')), stream);
  });

  test('cancels the body as left by the client', async () => {
    const source = new ManualBody();
    const reader = bodyToStream(source).getReader();
    reader.read().catch(() => {});
    await settled();

    await reader.cancel();

    assert.deepEqual(
      source.cancelled.map(({ code }) => code),
      ['client_left'],
    );
  });

  test('breaks the stream when the body breaks off', async () => {
    const source = new ManualBody();
    const reader = bodyToStream(source).getReader();
    const read = reader.read();
    await settled();

    source.sink.fail(new Fault('upstream_body_broken'));

    await assert.rejects(read, { code: 'upstream_body_broken' });
  });
});
