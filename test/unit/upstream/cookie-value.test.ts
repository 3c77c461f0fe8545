import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { cookieValue } from '../../../shared/upstream/cookie-value.ts';

describe('cookieValue', () => {
  for (const [field, expected] of [
    ['id=1', '1'],
    ['a=0; id=1; b=2', '1'],
    ['a=0;id=1', '1'],
    ['id=1; id=2', '1'],
    ['id=', ''],
    ['id=a=b; c', 'a=b'],
    ['xid=0; id=1', '1'],
    ['a=id=0; id=1', '1'],
    ['ID=1', undefined],
    ['ids=1', undefined],
    ['x id=1', undefined],
    ['id', undefined],
    ['', undefined],
  ] as const) {
    test(`finds ${expected === undefined ? 'nothing' : `"${expected}"`} in "${field}"`, () => {
      assert.equal(cookieValue(HeaderList.of({ cookie: field }), 'id'), expected);
    });
  }

  test('looks at every cookie field', () => {
    const headers = new HeaderList(['cookie', 'a=1', 'x-id', 'id=0', 'cookie', 'id=2']);

    assert.equal(cookieValue(headers, 'id'), '2');
  });
});
