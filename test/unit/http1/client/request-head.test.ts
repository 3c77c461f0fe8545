import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import { FieldRun } from '../../../../shared/http/field-run.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { requestHeadText } from '../../../../shared/http1/client/request-head.ts';
import { ManualBody } from '../../http/manual-body.ts';
import { addressWith, requestOf } from './client-bench.ts';

const address = addressWith();

describe('request head', () => {
  test('puts the Host first, then the fields in their order', () => {
    const request = requestOf(address, { path: '/a?b', headers: { 'x-b': '1', 'x-a': '2' } });

    assert.equal(requestHeadText(request), 'GET /a?b HTTP/1.1\r\nhost: example.test\r\nx-b: 1\r\nx-a: 2\r\n\r\n');
  });

  test('announces the length of a body, or that it is chunked', () => {
    const known = requestOf(address, { method: 'POST', body: new BytesBody('four') });
    const unknown = requestOf(address, { method: 'POST', body: new ManualBody() });

    assert.match(requestHeadText(known), /\r\ncontent-length: 4\r\n\r\n$/);
    assert.match(requestHeadText(unknown), /\r\ntransfer-encoding: chunked\r\n\r\n$/);
  });

  test('says that a POST without a body has none, and says nothing on a GET', () => {
    assert.match(requestHeadText(requestOf(address, { method: 'POST' })), /content-length: 0/);
    assert.doesNotMatch(requestHeadText(requestOf(address, {})), /content-length/);
  });

  test('leaves out framing and connection fields that the list brings along', () => {
    const headers = {
      host: 'other.test',
      'content-length': '99',
      'transfer-encoding': 'gzip',
      connection: 'x-secret',
      'keep-alive': 'timeout=5',
      upgrade: 'h2c',
      'proxy-connection': 'keep-alive',
    };

    const text = requestHeadText(requestOf(address, { headers }));

    assert.equal(text, 'GET / HTTP/1.1\r\nhost: example.test\r\n\r\n');
  });

  test('asks for the switch of protocols by both fields', () => {
    const text = requestHeadText(requestOf(address, { upgrade: 'websocket' }));

    assert.match(text, /\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n$/);
  });

  test('is the same text for fields that came again, changed on the way or not', () => {
    const lead = new FieldRun(['host', 'no', 'x-a', '1', 'accept', '*/*', 'te', 'no', 'x-b', '2']);
    const textOf = (flat: string[], led: FieldRun | undefined) => {
      const headers = new HeaderList(flat);
      headers.lead = led;
      const request = requestOf(address, {});
      return requestHeadText({ ...request, head: { ...request.head, headers } });
    };

    for (const flat of [
      [...lead.flat],
      [...lead.flat, 'x-c', '3'],
      [...lead.flat.slice(0, 8), 'x-b', '4'],
      lead.flat.slice(2),
    ]) {
      for (let i = 0; i < 2; i += 1) assert.equal(textOf([...flat], lead), textOf([...flat], undefined));
    }
    assert.throws(() => textOf([...lead.flat, 'x-c', '3\r\nx: 4'], lead), { code: 'internal' });
    const bad = new FieldRun(['x-a', '1\r\nx: 4']);
    for (let i = 0; i < 2; i += 1) assert.throws(() => textOf([...bad.flat], bad), { code: 'internal' });
  });

  for (const [name, value] of [
    ['x-a', 'b\r\nx-injected: 1'],
    ['x-a', 'b\nx'],
    ['x-a', 'b\0'],
    // Its low byte is a line feed.
    ['x-a', 'b\u010a'],
    ['x a', 'b'],
    ['x-a\r\nx-b', 'b'],
    ['', 'b'],
  ] as const) {
    test(`refuses to write the field ${JSON.stringify([name, value])}`, () => {
      const request = requestOf(address, {});
      (request.head as { headers: HeaderList }).headers = new HeaderList([name, value]);

      assert.throws(() => requestHeadText(request), { code: 'internal', unsent: true });
    });
  }

  for (const path of ['/a b', '/a\r\nx: y', '', '/a\u010a']) {
    test(`refuses to write the target ${JSON.stringify(path)}`, () => {
      assert.throws(() => requestHeadText(requestOf(address, { path })), { code: 'internal', unsent: true });
    });
  }
});
