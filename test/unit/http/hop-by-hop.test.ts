import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { dropNominated } from '../../../shared/http/hop-by-hop.ts';

test('drops what connection names, in any case', () => {
  const list = new HeaderList(['x-one', '1', 'x-two', '2', 'x-three', '3']);

  dropNominated(list.flat, 'Close, X-One ,X-TWO');

  assert.deepEqual([...list], [['x-three', '3']]);
});

test('takes nothing but spaces and tabs for blanks around the names in connection', () => {
  const list = HeaderList.of({ 'x-a': '1', 'x-b': '2' });

  dropNominated(list.flat, '\xa0x-a, \tx-b ');

  assert.deepEqual([...list], [['x-a', '1']]);
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
  const list = new HeaderList(attacked.flatMap((name) => [name, 'x']));

  dropNominated(list.flat, attacked.join(', '));

  assert.deepEqual(
    [...list].map(([name]) => name),
    attacked,
  );
});

test('keeps repeated fields apart and in order', () => {
  const list = new HeaderList(['set-cookie', 'a=1', 'x-one', '1', 'set-cookie', 'b=2']);

  dropNominated(list.flat, 'x-one');

  assert.deepEqual(list.flat, ['set-cookie', 'a=1', 'set-cookie', 'b=2']);
});
