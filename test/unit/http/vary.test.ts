import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { addVary } from '../../../shared/http/vary.ts';

for (const [given, expected] of [
  [[], ['Origin']],
  [[''], ['Origin']],
  [['Accept'], ['Accept, Origin']],
  [['Accept', 'Cookie'], ['Accept, Cookie, Origin']],
  [['accept, ORIGIN'], ['accept, ORIGIN']],
  [['*'], ['*']],
  [['Original'], ['Original, Origin']],
] as const) {
  test(`says of ${JSON.stringify(given)} that it depends on Origin, once`, () => {
    const headers = new HeaderList(given.flatMap((value) => ['vary', value]));

    addVary(headers, 'Origin');

    assert.deepEqual(headers.all('vary'), expected);
  });
}
