import { describe, test } from 'node:test';
import { at, play, type Step } from './play.ts';

const fresh = (headers: Record<string, string>, later = 1): readonly Step[] => [
  { gives: { headers }, from: 'origin', text: 'answer 1' },
  { later, from: 'cache', text: 'answer 1' },
];
const notFresh = (headers: Record<string, string>, later = 1): readonly Step[] => [
  { gives: { headers }, from: 'origin', text: 'answer 1' },
  { later, from: 'origin', text: 'answer 2' },
];

/** What a response says, and whether it answers a second request a second later. */
const rows: readonly [string, Record<string, string>, 'kept' | 'not'][] = [
  ['max-age', { 'cache-control': 'max-age=60' }, 'kept'],
  ['max-age in capitals', { 'cache-control': 'Max-Age=60' }, 'kept'],
  ['max-age in quotes', { 'cache-control': 'max-age="60"' }, 'kept'],
  ['max-age with zeros before it', { 'cache-control': 'max-age=0060' }, 'kept'],
  ['max-age beyond any number', { 'cache-control': 'max-age=99999999999999999999' }, 'kept'],
  ['max-age beside what is unknown', { 'cache-control': 'foo, max-age=60, bar="x, max-age=0"' }, 'kept'],
  ['max-age of 0', { 'cache-control': 'max-age=0' }, 'not'],
  ['a max-age below 0', { 'cache-control': 'max-age=-5' }, 'not'],
  ['a max-age that is no number', { 'cache-control': 'max-age=abc' }, 'not'],
  ['a max-age with a fraction', { 'cache-control': 'max-age=60.5' }, 'not'],
  ['a max-age in single quotes', { 'cache-control': "max-age='60'" }, 'not'],
  ['a max-age without a number', { 'cache-control': 'max-age' }, 'not'],
  ['a blank before the sign', { 'cache-control': 'max-age =60' }, 'not'],
  ['two ages that disagree', { 'cache-control': 'max-age=60, max-age=0' }, 'not'],
  ['a name that ends like max-age', { 'cache-control': 'a-max-age=60' }, 'not'],
  ['max-age inside quotes of another', { 'cache-control': 'foo="max-age=60"' }, 'not'],
  ['s-maxage', { 'cache-control': 's-maxage=60' }, 'kept'],
  ['s-maxage before max-age', { 'cache-control': 'max-age=0, s-maxage=60' }, 'kept'],
  ['s-maxage that is over before max-age', { 'cache-control': 'max-age=60, s-maxage=0' }, 'not'],
  ['expires', { expires: at(60) }, 'kept'],
  ['expires in the form of RFC 850', { expires: 'Tuesday, 14-Nov-23 22:34:40 GMT' }, 'kept'],
  ['expires in the past', { expires: at(-60) }, 'not'],
  ['expires of 0', { expires: '0' }, 'not'],
  ['expires that is no date', { expires: 'tomorrow' }, 'not'],
  ['expires in another zone', { expires: at(60).replace('GMT', 'UTC') }, 'not'],
  ['max-age before expires', { 'cache-control': 'max-age=60', expires: at(-60) }, 'kept'],
  ['max-age that is over before expires', { 'cache-control': 'max-age=0', expires: at(60) }, 'not'],
  ['an age below max-age', { 'cache-control': 'max-age=60', age: '30' }, 'kept'],
  ['an age beyond max-age', { 'cache-control': 'max-age=60', age: '100' }, 'not'],
  ['an age beyond any number', { 'cache-control': 'max-age=60', age: '99999999999999999999' }, 'not'],
  ['the first of two ages', { 'cache-control': 'max-age=60', age: '100, 0' }, 'not'],
  ['an age that is no number', { 'cache-control': 'max-age=60', age: 'abc' }, 'kept'],
  ['no-store', { 'cache-control': 'no-store, max-age=60' }, 'not'],
  ['no-store in capitals', { 'cache-control': 'No-StOrE, max-age=60' }, 'not'],
  ['private', { 'cache-control': 'private, max-age=60' }, 'not'],
  ['no-cache', { 'cache-control': 'no-cache, max-age=60' }, 'not'],
  ['must-understand with a known status', { 'cache-control': 'no-store, must-understand, max-age=60' }, 'kept'],
  ['cookies', { 'cache-control': 'max-age=60', 'set-cookie': 'a=b' }, 'not'],
  ['public cookies', { 'cache-control': 'public, max-age=60', 'set-cookie': 'a=b' }, 'not'],
  ['heuristics', { 'last-modified': at(-3600) }, 'kept'],
  ['nothing at all', {}, 'not'],
  ['no change for no time', { 'last-modified': at(0) }, 'not'],
  ['cdn-cache-control', { 'cdn-cache-control': 'max-age=60', 'cache-control': 'no-store' }, 'kept'],
  ['cdn-cache-control that forbids', { 'cdn-cache-control': 'no-store', 'cache-control': 'max-age=60' }, 'not'],
  ['cdn-cache-control before expires', { 'cdn-cache-control': 'max-age=60', expires: at(-60) }, 'kept'],
  ['a malformed cdn-cache-control', { 'cdn-cache-control': 'max-age=60,,', 'cache-control': 'no-store' }, 'not'],
  ['an empty cdn-cache-control', { 'cdn-cache-control': '', 'cache-control': 'max-age=60' }, 'kept'],
  ['a cdn-cache-control in capitals', { 'cdn-cache-control': 'Max-Age=60', 'cache-control': 'no-store' }, 'not'],
  ['a cdn-cache-control in quotes', { 'cdn-cache-control': 'max-age="60"', 'cache-control': 'no-store' }, 'not'],
  [
    'a cdn-cache-control of the wrong type',
    { 'cdn-cache-control': 'max-age="60"', 'cache-control': 'max-age=60' },
    'kept',
  ],
  ['a cdn-cache-control below 0', { 'cdn-cache-control': 'max-age=-1', 'cache-control': 'max-age=60' }, 'not'],
  ['a cdn-cache-control beyond any number', { 'cdn-cache-control': 'max-age=99999999999' }, 'kept'],
  ['a cdn-cache-control that is private', { 'cdn-cache-control': 'private', 'cache-control': 'max-age=60' }, 'not'],
  ['vary by everything', { 'cache-control': 'max-age=60', vary: '*' }, 'not'],
  ['vary by everything and more', { 'cache-control': 'max-age=60', vary: 'Foo, *' }, 'not'],
  ['vary with an empty member and a star', { 'cache-control': 'max-age=60', vary: ', *' }, 'not'],
  [
    'content-range, which means nothing in a 200',
    { 'cache-control': 'max-age=60', 'content-range': 'bytes 0-7/20' },
    'kept',
  ],
  ['expires in capitals', { expires: at(60).toUpperCase() }, 'kept'],
  ['expires in small letters', { expires: at(60).toLowerCase() }, 'kept'],
];

describe('a response with', () => {
  for (const [name, headers, outcome] of rows) {
    test(`${name} ${outcome === 'kept' ? 'answers the next request' : 'answers no other request unasked'}`, async () => {
      const [first, second] = outcome === 'kept' ? fresh(headers) : notFresh(headers);
      // What can be asked about is asked about.
      const asks = headers['last-modified'] !== undefined && outcome === 'not';
      await play([first!, asks ? { ...second!, from: 'validation' } : second!]);
    });
  }
});

describe('freshness', () => {
  test('ends with max-age', async () => {
    await play(notFresh({ 'cache-control': 'max-age=60' }, 61));
  });

  test('counts what was spent before the response came', async () => {
    await play([
      { gives: { headers: { 'cache-control': 'max-age=60', age: '50' } }, from: 'origin' },
      { later: 5, from: 'cache', gets: { age: '55' } },
      { later: 10, from: 'origin' },
    ]);
  });

  test('counts from the date of the origin, by whatever clock', async () => {
    await play([
      { gives: { headers: { 'cache-control': 'max-age=60' }, date: -50 }, from: 'origin' },
      { later: 5, from: 'cache', gets: { age: '55' } },
      { later: 10, from: 'origin' },
    ]);
  });

  test('by heuristics is a tenth of the time since the last change', async () => {
    const headers = { 'last-modified': at(-1000) };
    await play([
      { gives: { headers }, from: 'origin' },
      { later: 99, from: 'cache' },
      { later: 2, from: 'validation' },
    ]);
  });

  test('by heuristics is a day at most', async () => {
    await play([
      { gives: { headers: { 'last-modified': at(-100_000_000) } }, from: 'origin' },
      { later: 86_399, from: 'cache' },
      { later: 2, from: 'validation' },
    ]);
  });

  test('of an age that a client asks for is told by age, and the date stays', async () => {
    await play([
      { gives: { headers: { expires: at(1000) } }, from: 'origin' },
      { later: 10, from: 'cache', gets: { age: '10', date: at(0) } },
    ]);
  });
});

describe('a status', () => {
  for (const status of [200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599]) {
    test(`of ${status} is kept for as long as the origin says`, async () => {
      const gives = { status, headers: { 'cache-control': 'max-age=60' } };
      await play([
        { gives, from: 'origin', status },
        { later: 1, from: 'cache', status },
        { later: 60, gives, from: 'origin' },
      ]);
    });
  }

  for (const [status, from] of [
    [404, 'cache'],
    [301, 'cache'],
    [302, 'origin'],
    [500, 'origin'],
    [403, 'origin'],
  ] as const) {
    test(`of ${status} is ${from === 'cache' ? '' : 'not '}kept by heuristics`, async () => {
      const gives = { status, headers: { 'last-modified': at(-3600) } };
      await play([
        { gives, from: 'origin' },
        { gives, from },
      ]);
    });
  }

  test('that is unknown is not kept where it must be understood', async () => {
    const gives = { status: 299, headers: { 'cache-control': 'max-age=60, must-understand' } };
    await play([{ gives, from: 'origin' }, { from: 'origin' }]);
  });
});
