import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { ManualBody } from './manual-body.ts';
import { bytes } from './recording-sink.ts';

const text = (content: Uint8Array) => new TextDecoder().decode(content);

test('gives the whole body', async () => {
  const source = new ManualBody();
  const whole = collectBody(source, 100);

  for (const part of ['ab', '', 'c', 'd'.repeat(50)]) source.sink.write(bytes(part));
  source.sink.end();

  assert.equal(text(await whole), `abc${'d'.repeat(50)}`);
});

test('gives an empty body', async () => {
  assert.equal((await collectBody(new BytesBody(''), 0)).byteLength, 0);
});

test('takes a body of exactly the limit', async () => {
  assert.equal(text(await collectBody(new BytesBody('abcd'), 4)), 'abcd');
});

test('takes a body much larger than its first buffer', async () => {
  const source = new ManualBody(200_000);
  const whole = collectBody(source, 1_000_000);

  for (let i = 0; i < 200; i += 1) source.sink.write(new Uint8Array(1000).fill(i));
  source.sink.end();

  const content = await whole;
  assert.equal(content.byteLength, 200_000);
  assert.equal(content[199_999], 199);
  assert.equal(content[1000], 1);
});

test('does not keep the chunks it was given', async () => {
  const source = new ManualBody();
  const chunk = bytes('ab');
  const whole = collectBody(source, 100);

  source.sink.write(chunk);
  source.sink.end();

  assert.notEqual((await whole).buffer, chunk.buffer);
});

test('refuses and lets go at the byte past the limit', async () => {
  const source = new ManualBody();
  const whole = collectBody(source, 3);

  source.sink.write(bytes('abc'));
  const goesOn = source.sink.write(bytes('d'));
  source.sink.write(bytes('e'));
  source.sink.end();

  await assert.rejects(whole, { code: 'payload_too_large' });
  assert.equal(goesOn, false);
  assert.deepEqual(
    source.cancelled.map(({ code }) => code),
    ['payload_too_large'],
  );
});

test('refuses an announced length past the limit without starting the body', async () => {
  const source = new ManualBody(11);

  await assert.rejects(collectBody(source, 10), { code: 'payload_too_large' });

  assert.equal(source.started, 0);
  assert.equal(source.cancelled.length, 1);
});

test('rejects with the fault of a body that breaks off', async () => {
  const source = new ManualBody();
  const fault = new Fault('request_body_broken');
  const whole = collectBody(source, 10);

  source.sink.write(bytes('a'));
  source.sink.fail(fault);

  await assert.rejects(whole, fault);
});
