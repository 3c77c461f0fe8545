import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { byteRangesBody, byteRangesType } from '../../../shared/http/byte-ranges.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { SequenceBody } from '../../../shared/http/sequence-body.ts';
import { ManualBody } from './manual-body.ts';
import { bytes, RecordingSink } from './recording-sink.ts';

const content = bytes('0123456789');
const source = {
  length: 10,
  contentType: 'text/plain',
  boundary: 'B',
  read: ({ first, last }: { first: number; last: number }) => new BytesBody(content.subarray(first, last + 1)),
};

test('parts of ranges are framed by the boundary, and as long as announced', async () => {
  const ranges = [
    { first: 0, last: 1 },
    { first: 8, last: 9 },
  ];
  const body = byteRangesBody(ranges, source);
  const sent = await collectBody(body, 1000);

  assert.equal(
    new TextDecoder().decode(sent),
    '\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01' +
      '\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89\r\n--B--\r\n',
  );
  assert.equal(body.length, sent.byteLength);
  assert.equal(byteRangesType('B'), 'multipart/byteranges; boundary=B');
});

function sequence(...bodies: ManualBody[]): { body: SequenceBody; sink: RecordingSink; made: number[] } {
  const made: number[] = [];
  const parts = bodies.map((each, at) => () => {
    made.push(at);
    return each;
  });
  return { body: new SequenceBody(parts, 0), sink: new RecordingSink(), made };
}

test('a part is made when the one before has ended, and not while the sink asks to wait', () => {
  const [one, two] = [new ManualBody(), new ManualBody()];
  const { body, sink, made } = sequence(one, two);

  body.start(sink);
  assert.deepEqual(made, [0]);
  sink.takes = false;
  assert.equal(one.sink.write(bytes('a')), false);
  one.sink.end();
  assert.deepEqual(made, [0]);
  body.resume();
  assert.deepEqual(made, [0, 1]);
  sink.takes = true;
  two.sink.write(bytes('b'));
  body.resume();
  assert.equal(two.resumed, 1);
  two.sink.end();

  assert.deepEqual(sink.events, ['write:a', 'write:b', 'end']);
});

test('a part that breaks off breaks all off', () => {
  const one = new ManualBody();
  const { body, sink, made } = sequence(one, new ManualBody());

  body.start(sink);
  one.sink.fail(new Fault('internal'));
  body.resume();

  assert.deepEqual([sink.events, made], [['fail:internal'], [0]]);
});

test('cancelled, it cancels the part under way and makes no other', () => {
  const one = new ManualBody();
  const { body, sink, made } = sequence(one, new ManualBody());
  const fault = new Fault('client_left');

  body.start(sink);
  body.cancel(fault);
  body.resume();

  assert.deepEqual([one.cancelled, made, sink.events], [[fault], [0], []]);
});
