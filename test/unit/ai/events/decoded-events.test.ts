import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brotliCompressSync, constants, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { decodedEvents } from '../../../../shared/ai/events/decoded-events.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../../../shared/http/body.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../../shared/http/collect-body.ts';

const events = 'data: {"a":"é"}\n\ndata: [DONE]\n\n';
const decoded = async (body: Body, encoding: string | undefined) =>
  new TextDecoder().decode(await collectBody(decodedEvents(body, encoding), 10_000));

describe('a compressed stream of events', () => {
  test('is read in the encodings that servers use', async () => {
    assert.equal(await decoded(new BytesBody(gzipSync(events)), 'gzip'), events);
    assert.equal(await decoded(new BytesBody(deflateSync(events)), 'Deflate'), events);
    assert.equal(await decoded(new BytesBody(brotliCompressSync(events)), 'br'), events);
    assert.equal(await decoded(new BytesBody(gzipSync(deflateSync(events))), 'deflate, gzip'), events);
  });

  test('is the same body where it is not compressed', () => {
    const body = new BytesBody(new Uint8Array(3));

    assert.equal(decodedEvents(body, undefined), body);
    assert.equal(decodedEvents(body, 'identity'), body);
  });

  test('is refused in an encoding that nobody knows', () => {
    for (const encoding of ['compress', 'gzip, gzip, gzip']) {
      assert.throws(
        () => decodedEvents(new BytesBody(new Uint8Array(3)), encoding),
        (error) => error instanceof Fault && error.code === 'upstream_bad_response',
      );
    }
  });

  test('breaks off where its bytes are broken', async () => {
    await assert.rejects(
      decoded(new BytesBody(new Uint8Array([1, 2, 3])), 'gzip'),
      (error) => error instanceof Fault && error.code === 'upstream_body_broken',
    );
  });

  test('delivers an event when it was sent, not when the stream ends', async () => {
    const gzip = createGzip();
    const source = new OpenBody();
    gzip.on('data', (chunk: Uint8Array) => source.sink?.write(new Uint8Array(chunk)));
    const first = new Promise<string>((resolve) => {
      decodedEvents(source, 'gzip').start({
        write: (chunk) => {
          resolve(new TextDecoder().decode(chunk));
          return true;
        },
        end: () => undefined,
        fail: () => undefined,
      });
    });
    await new Promise(setImmediate);
    gzip.write('data: a\n\n');
    gzip.flush(constants.Z_SYNC_FLUSH);

    assert.equal(await first, 'data: a\n\n');
    gzip.destroy();
  });
});

/** A body that does not end. */
class OpenBody implements Body {
  readonly length = undefined;
  sink: BodySink | undefined;

  start(sink: BodySink): void {
    this.sink = sink;
  }

  resume(): void {}

  cancel(): void {}
}
