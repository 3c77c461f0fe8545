import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeConditions, rangeCounts, weakTag } from '../../../shared/http/conditional.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { httpDate } from '../../../shared/http/http-date.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const now = Date.UTC(2026, 10, 22);
const at = Date.UTC(2026, 10, 1, 12, 0, 0);
const before = httpDate(at - 1000);
const same = httpDate(at);
const after = httpDate(at + 1000);
const state = { etag: '"a"', lastModified: at + 300 };

const table: readonly [method: string, fields: Record<string, string>, expected: string][] = [
  ['GET', {}, 'holds'],
  ['GET', { 'if-none-match': '"a"' }, 'not-modified'],
  ['HEAD', { 'if-none-match': '"a"' }, 'not-modified'],
  ['GET', { 'if-none-match': 'W/"a"' }, 'not-modified'],
  ['GET', { 'if-none-match': '*' }, 'not-modified'],
  ['GET', { 'if-none-match': '"b", "a"' }, 'not-modified'],
  ['GET', { 'if-none-match': '"b,", ,"a"' }, 'not-modified'],
  ['GET', { 'if-none-match': '"b"' }, 'holds'],
  ['GET', { 'if-none-match': 'a' }, 'holds'],
  ['GET', { 'if-none-match': '"b,"a"' }, 'holds'],
  ['GET', { 'if-none-match': '' }, 'holds'],
  ['PUT', { 'if-none-match': '*' }, 'failed'],
  ['PUT', { 'if-none-match': '"b"' }, 'holds'],
  ['GET', { 'if-modified-since': same }, 'not-modified'],
  ['GET', { 'if-modified-since': after }, 'not-modified'],
  ['GET', { 'if-modified-since': before }, 'holds'],
  ['GET', { 'if-modified-since': 'yesterday' }, 'holds'],
  ['PUT', { 'if-modified-since': same }, 'holds'],
  ['GET', { 'if-none-match': '"b"', 'if-modified-since': after }, 'holds'],
  ['GET', { 'if-none-match': '"a"', 'if-modified-since': before }, 'not-modified'],
  ['GET', { 'if-match': '"a"' }, 'holds'],
  ['GET', { 'if-match': '*' }, 'holds'],
  ['GET', { 'if-match': 'W/"a"' }, 'failed'],
  ['GET', { 'if-match': '"b"' }, 'failed'],
  ['GET', { 'if-match': '"a"', 'if-unmodified-since': before }, 'holds'],
  ['GET', { 'if-unmodified-since': before }, 'failed'],
  ['GET', { 'if-unmodified-since': same }, 'holds'],
  ['GET', { 'if-unmodified-since': 'never' }, 'holds'],
  ['GET', { 'if-match': '"b"', 'if-none-match': '"a"' }, 'failed'],
  ['GET', { 'if-match': '"a"', 'if-none-match': '"a"' }, 'not-modified'],
];

for (const [method, fields, expected] of table) {
  test(`${method} ${JSON.stringify(fields)}: ${expected}`, () => {
    assert.equal(judgeConditions(method, HeaderList.of(fields), state, now), expected);
  });
}

test('a weak tag of ours holds for reading, and never for writing', () => {
  const weak = { etag: weakTag('"a"'), lastModified: undefined };

  assert.equal(judgeConditions('GET', HeaderList.of({ 'if-none-match': '"a"' }), weak, now), 'not-modified');
  assert.equal(judgeConditions('GET', HeaderList.of({ 'if-match': 'W/"a"' }), weak, now), 'failed');
  assert.equal(weakTag(weak.etag), weak.etag);
});

test('what has no validators is always sent', () => {
  const none = { etag: undefined, lastModified: undefined };

  const fields = HeaderList.of({ 'if-none-match': '"a"', 'if-modified-since': after });

  assert.equal(judgeConditions('GET', fields, none, now), 'holds');
});

const ifRange: readonly [value: string | undefined, expected: boolean][] = [
  [undefined, true],
  ['"a"', true],
  ['W/"a"', false],
  ['"b"', false],
  [same, true],
  [before, false],
  [after, false],
  ['a', false],
  ['', false],
];
for (const [value, expected] of ifRange) {
  test(`If-Range ${value}: the range ${expected ? 'counts' : 'is ignored'}`, () => {
    assert.equal(rangeCounts(value, state, now), expected);
  });
}

test('a date says nothing of a state of this very second', () => {
  assert.equal(rangeCounts(same, state, at + 400), false);
});

test('never throws, and says what the standard says of tags alone', () => {
  const seed = testSeed();
  const random = new SeededRandom(seed);
  const tags = ['"a"', '"b"', 'W/"a"', 'W/"b"', '"x, \\"', '*'];
  for (let round = 0; round < 3000; round += 1) {
    const list = Array.from({ length: 1 + random.below(4) }, () => tags[random.below(5)]!);
    const etag = tags[random.below(5)]!;
    const [name, method] = random.next() < 0.5 ? ['if-match', 'GET'] : ['if-none-match', 'PUT'];
    const isStrong = name === 'if-match';
    const bare = (tag: string) => tag.replace(/^W\//, '');
    const isNamed = list.some((tag) => (isStrong ? tag === etag && tag.startsWith('"') : bare(tag) === bare(etag)));

    const fields = HeaderList.of({ [name!]: list.join(random.next() < 0.5 ? ',' : ' ,\t') });

    const condition = judgeConditions(method!, fields, { etag, lastModified: undefined }, now);
    assert.equal(condition, isNamed === isStrong ? 'holds' : 'failed', `seed ${seed}: ${name} ${list} of ${etag}`);
  }
});
