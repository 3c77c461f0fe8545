import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { IdBytes } from '../../../shared/telemetry/id-bytes.ts';
import { parseTraceparent, traceContext } from '../../../shared/telemetry/traceparent.ts';
import { Tracer } from '../../../shared/telemetry/tracer.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const span = 'b7ad6b7169203331';
const random = { next: () => 0, bytes: (count: number) => new Uint8Array(count).fill(0xab) };
const context = (fields: Readonly<Record<string, string>> | HeaderList) =>
  traceContext(fields instanceof HeaderList ? fields : HeaderList.of(fields), new IdBytes(random));

describe('parseTraceparent', () => {
  test('reads the flag', () => {
    assert.deepEqual(parseTraceparent(`00-${trace}-${span}-01`), { trace, sampled: true });
    assert.deepEqual(parseTraceparent(`00-${trace}-${span}-00`), { trace, sampled: false });
    assert.deepEqual(parseTraceparent(`00-${trace}-${span}-02`), { trace, sampled: false });
  });

  test('reads a later version as far as it knows it', () => {
    assert.deepEqual(parseTraceparent(`cc-${trace}-${span}-01-what-comes-later`), { trace, sampled: true });
    assert.deepEqual(parseTraceparent(`cc-${trace}-${span}-01`), { trace, sampled: true });
  });

  const invalid = [
    '',
    `ff-${trace}-${span}-01`,
    `00-${trace}-${span}-01-more`,
    `00-${trace}-${span}-01-`,
    `00-${trace}-${span}`,
    `00-${trace.toUpperCase()}-${span}-01`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace}x-${span}-01`,
    `00-${trace.slice(1)}-${span}-01`,
    `cc-${trace}-${span}-01more`,
    `0-${trace}-${span}-01`,
    ` 00-${trace}-${span}-01`,
    `00-${trace}-${span}-1`,
    `00_${trace}_${span}_01`,
  ];
  for (const value of invalid) test(`refuses '${value}'`, () => assert.equal(parseTraceparent(value), undefined));
});

describe('traceContext', () => {
  test('continues a trace under a span of its own', () => {
    assert.deepEqual(context({ traceparent: `00-${trace}-${span}-00`, tracestate: 'a=1, b@c=2' }), {
      traceparent: `00-${trace}-abababababababab-00`,
      tracestate: 'a=1,b@c=2',
    });
  });

  test('answers a later version in its own', () => {
    assert.equal(context({ traceparent: `cc-${trace}-${span}-03-x` }).traceparent, `00-${trace}-abababababababab-01`);
  });

  test('starts a sampled trace when none came, or a broken one', () => {
    const started = { traceparent: `00-${'ab'.repeat(16)}-abababababababab-01`, tracestate: undefined };

    assert.deepEqual(context({}), started);
    assert.deepEqual(context({ traceparent: 'broken', tracestate: 'a=1' }), started);
    assert.deepEqual(
      context(new HeaderList(['traceparent', `00-${trace}-${span}-01`, 'traceparent', `00-${trace}-${span}-01`])),
      started,
    );
  });

  const state = (value: string) => context({ traceparent: `00-${trace}-${span}-01`, tracestate: value }).tracestate;

  test('passes no state that is malformed', () => {
    for (const value of ['a', 'A=1', '=1', 'a=', 'a=1,b', 'a=\u0001', 'a=1;é', '', ' , '])
      assert.equal(state(value), undefined, value);
  });

  test('passes several fields on as one', () => {
    const list = new HeaderList(['traceparent', `00-${trace}-${span}-01`, 'tracestate', 'a=1', 'tracestate', 'b=2']);

    assert.equal(context(list).tracestate, 'a=1,b=2');
  });

  test('passes on 32 members and 512 characters at most, the first of them', () => {
    const many = Array.from({ length: 40 }, (_, i) => `k${i}=v`);
    const long = `a=${'x'.repeat(250)},b=${'y'.repeat(250)},c=1234567890`;

    assert.equal(state(many.join(',')), many.slice(0, 32).join(','));
    assert.equal(state(long), long.slice(0, long.lastIndexOf(',')));
  });
});

describe('Tracer', () => {
  test('gives a request its ids', () => {
    const tracer = new Tracer('uuid', { clock: { now: () => 0, monotonic: () => 0 }, random });

    assert.deepEqual(tracer.open(HeaderList.of({ 'x-request-id': 'mine', traceparent: `00-${trace}-${span}-01` })), {
      id: 'mine',
      traceparent: `00-${trace}-abababababababab-01`,
      tracestate: undefined,
    });
    assert.equal(tracer.open(new HeaderList()).id, 'abababab-abab-4bab-abab-abababababab');
  });
});
