import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { withoutHopByHop } from '../../../shared/http/hop-by-hop.ts';

const names = (list: HeaderList) => [...list].map(([name]) => name);

test('drops the fields of one connection', () => {
  const list = HeaderList.of({
    'keep-alive': 'timeout=5',
    'proxy-connection': 'keep-alive',
    'proxy-authenticate': 'Basic',
    'proxy-authorization': 'Basic eA==',
    proxy: 'http://attacker',
    te: 'trailers',
    trailer: 'x-a',
    'transfer-encoding': 'chunked',
    upgrade: 'h2c',
    'http2-settings': 'x',
    connection: 'keep-alive',
    accept: '*/*',
    'proxy-status': 'x',
  });

  assert.deepEqual(names(withoutHopByHop(list, 'response')), ['accept', 'proxy-status']);
});

test('drops expect from requests alone', () => {
  const list = HeaderList.of({ expect: '100-continue' });

  assert.deepEqual(names(withoutHopByHop(list, 'request')), []);
  assert.deepEqual(names(withoutHopByHop(list, 'response')), ['expect']);
});

test('drops what connection names, in any case and in several fields', () => {
  const list = new HeaderList([
    'connection',
    'Close, X-One ,',
    'x-one',
    '1',
    'x-two',
    '2',
    'connection',
    'X-TWO',
    'x-three',
    '3',
  ]);

  assert.deepEqual(names(withoutHopByHop(list, 'request')), ['x-three']);
});

test('takes nothing but spaces and tabs for blanks around the names in connection', () => {
  const list = HeaderList.of({ connection: '\xa0x-a, \tx-b ', 'x-a': '1', 'x-b': '2' });

  assert.deepEqual([...withoutHopByHop(list, 'request')], [['x-a', '1']]);
});

test('keeps fields meant for the other end, though connection names them', () => {
  const attacked = [
    'host',
    'content-length',
    'content-type',
    'authorization',
    'cookie',
    'set-cookie',
    'x-forwarded-for',
    'x-forwarded-user',
    'forwarded',
    'via',
    'x-real-ip',
    'cache-control',
    'origin',
    'range',
    'if-match',
    'sec-websocket-key',
    'x-correlation-id',
    'accept',
  ];
  const list = new HeaderList(['connection', attacked.join(', '), ...attacked.flatMap((name) => [name, 'x'])]);

  assert.deepEqual(names(withoutHopByHop(list, 'request')), attacked);
});

test('keeps repeated fields apart and in order, and leaves the list it was given alone', () => {
  const flat = ['set-cookie', 'a=1', 'connection', 'close', 'set-cookie', 'b=2'];
  const list = new HeaderList(flat);

  const copy = withoutHopByHop(list, 'response');

  assert.deepEqual(copy.flat, ['set-cookie', 'a=1', 'set-cookie', 'b=2']);
  assert.equal(list.size, 3);
});
