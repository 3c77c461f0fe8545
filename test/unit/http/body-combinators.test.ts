import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import type { Body } from '../../../shared/http/body.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { limitBody } from '../../../shared/http/limited-body.ts';
import { tapBody } from '../../../shared/http/tapped-body.ts';
import { transformBody } from '../../../shared/http/transformed-body.ts';
import { bodyToStream, WebBody } from '../../../shared/http/web-body.ts';
import { ManualBody } from './manual-body.ts';
import { bytes, RecordingSink, settled } from './recording-sink.ts';

interface Combinator {
  readonly name: string;
  readonly keepsLength: boolean;
  readonly keepsTrailers: boolean;
  /** Whether what the source does reaches the sink before the call returns. */
  readonly immediate: boolean;
  wrap(body: Body, closed: (fault: Fault | undefined) => void): Body;
}

const same = { keepsLength: true, keepsTrailers: true, immediate: true };
const combinators: readonly Combinator[] = [
  { name: 'tapBody', ...same, wrap: (body, closed) => tapBody(body, { chunk() {}, closed }) },
  {
    name: 'transformBody',
    ...same,
    keepsLength: false,
    wrap: (body, closed) => transformBody(body, { chunk: (chunk) => chunk, closed }),
  },
  { name: 'limitBody', ...same, wrap: (body) => limitBody(body, 1000) },
  {
    name: 'all three',
    ...same,
    keepsLength: false,
    wrap: (body, closed) =>
      limitBody(tapBody(transformBody(body, { chunk: (chunk) => chunk }), { chunk() {}, closed }), 1000),
  },
  {
    name: 'a web stream and back',
    keepsLength: false,
    keepsTrailers: false,
    immediate: false,
    wrap: (body) => new WebBody(bodyToStream(body), undefined, 'upstream_body_broken'),
  },
];

const left = new Fault('client_left');

for (const { name, keepsLength, keepsTrailers, immediate, wrap } of combinators) {
  const open = (length?: number) => {
    const source = new ManualBody(length);
    const sink = new RecordingSink();
    const closings: (string | undefined)[] = [];
    const body = wrap(source, (fault) => closings.push(fault?.code));
    // Only combinators that watch tell of closings; the others pass these checks with none.
    const assertClosed = (code: string | undefined) => {
      if (name === 'limitBody' || !immediate) assert.equal(closings.length, 0);
      else assert.deepEqual(closings, [code]);
    };
    return { source, sink, body, assertClosed };
  };

  describe(`body through ${name}`, () => {
    test('starts nothing of its own accord', async () => {
      const { source } = open();

      await settled();

      assert.equal(source.started, 0);
    });

    test('passes chunks and the end in order', async () => {
      const { source, sink, body, assertClosed } = open();

      body.start(sink);
      await settled();
      source.sink.write(bytes('a'));
      await settled();
      source.sink.write(bytes('b'));
      await settled();
      source.sink.end();
      await settled();

      assert.deepEqual(sink.events, ['write:a', 'write:b', 'end']);
      assert.deepEqual(source.cancelled, []);
      assertClosed(undefined);
    });

    test('passes an end that comes inside start', async () => {
      const { source, sink, body, assertClosed } = open();
      source.onStart = (target) => {
        target.write(bytes('a'));
        target.end();
      };

      body.start(sink);
      await settled();

      assert.deepEqual(sink.events, ['write:a', 'end']);
      assertClosed(undefined);
    });

    test('passes a failure on, once, and nothing after it', async () => {
      const { source, sink, body, assertClosed } = open();

      body.start(sink);
      await settled();
      source.sink.write(bytes('a'));
      await settled();
      source.sink.fail(new Fault('upstream_reset'));
      await settled();
      body.cancel(left);
      await settled();

      assert.deepEqual(sink.events, ['write:a', 'fail:upstream_reset']);
      assert.deepEqual(source.cancelled, []);
      assertClosed('upstream_reset');
    });

    test('passes a failure that comes inside start', async () => {
      const { source, sink, body, assertClosed } = open();
      source.onStart = (target) => target.fail(new Fault('upstream_reset'));

      body.start(sink);
      await settled();

      assert.deepEqual(sink.events, ['fail:upstream_reset']);
      assertClosed('upstream_reset');
    });

    test('hands a cancel to the source, once, and calls the sink no more', async () => {
      const { source, sink, body, assertClosed } = open();

      body.start(sink);
      await settled();
      body.cancel(left);
      body.cancel(left);
      await settled();

      assert.deepEqual(source.cancelled, [left]);
      assert.deepEqual(sink.events, []);
      assertClosed('client_left');
    });

    test('hands a cancel before the start to the source', async () => {
      const { source, body, assertClosed } = open();

      body.cancel(left);
      await settled();

      assert.deepEqual(source.cancelled, [left]);
      assert.equal(source.started, 0);
      assertClosed('client_left');
    });

    test('takes a cancel from inside write', async () => {
      const { source, sink, body, assertClosed } = open();
      sink.onWrite = () => body.cancel(left);

      body.start(sink);
      await settled();
      source.sink.write(bytes('a'));
      await settled();

      assert.deepEqual(sink.events, ['write:a']);
      assert.deepEqual(source.cancelled, [left]);
      assertClosed('client_left');
    });

    test('takes a cancel from inside a write inside start', async () => {
      const { source, sink, body, assertClosed } = open();
      sink.onWrite = () => body.cancel(left);
      source.onStart = (target) => target.write(bytes('a'));

      body.start(sink);
      await settled();

      assert.deepEqual(sink.events, ['write:a']);
      assert.deepEqual(source.cancelled, [left]);
      assertClosed('client_left');
    });

    test('ignores a cancel after the end', async () => {
      const { source, sink, body, assertClosed } = open();

      body.start(sink);
      await settled();
      source.sink.end();
      await settled();
      body.cancel(left);
      await settled();

      assert.deepEqual(source.cancelled, []);
      assertClosed(undefined);
    });

    test('asks the source to wait when the sink does, and hands resume on', async () => {
      const { source, sink, body } = open();
      sink.takes = false;

      body.start(sink);
      await settled();
      const goesOn = source.sink.write(bytes('a'));
      await settled();
      const before = source.resumed;
      body.resume();
      await settled();

      assert.equal(goesOn, false);
      assert.equal(source.resumed, before + 1);
    });

    test('takes an end after a write that asked to wait', async () => {
      const { source, sink, body, assertClosed } = open();
      sink.takes = false;

      body.start(sink);
      await settled();
      source.sink.write(bytes('a'));
      source.sink.end();
      await settled();
      body.resume();
      await settled();

      assert.deepEqual(sink.events, ['write:a', 'end']);
      assertClosed(undefined);
    });

    test('takes a resume too many, and one after the end', async () => {
      const { source, sink, body } = open();

      body.start(sink);
      await settled();
      body.resume();
      source.sink.write(bytes('a'));
      await settled();
      body.resume();
      source.sink.end();
      await settled();
      body.resume();
      await settled();

      assert.deepEqual(sink.events, ['write:a', 'end']);
    });

    test('says its length only when it cannot change', () => {
      const { body } = open(5);

      assert.equal(body.length, keepsLength ? 5 : undefined);
    });

    test('keeps trailers where there is a place for them', async () => {
      const { source, sink, body } = open();
      const trailers = HeaderList.of({ 'x-checksum': '1' });

      body.start(sink);
      await settled();
      source.sink.end(trailers);
      await settled();

      assert.equal(sink.trailers, keepsTrailers ? trailers : undefined);
    });
  });
}
