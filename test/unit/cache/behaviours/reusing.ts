import { at, type Step } from '../play.ts';
import { type Area, type Behaviour, hour, rowsOf } from './behaviour.ts';

const required = rowsOf('required');
const optional = rowsOf('optional');
const open = rowsOf('open');
type Fields = Readonly<Record<string, string>>;

const whole = { gives: { headers: hour, body: '0123456789' }, from: 'origin' } as const;
const part: Step = {
  headers: { range: 'bytes=-5' },
  gives: { status: 206, headers: { ...hour, 'content-range': 'bytes 5-9/10' }, body: '56789' },
  from: 'origin',
  sends: { range: 'bytes=-5' },
};

/** Which kept response answers which request, and with what. */
export const reusing: readonly Area[] = [
  {
    name: 'Directives of requests',
    rows: [
      asks('max-age=0 gets none that is older', 'max-age=0', hour, 'origin'),
      asks('max-age=1 gets none that is older', 'max-age=1', hour, 'origin'),
      asks('max-age counts the age that came with it', 'max-age=600', { ...hour, age: '1800' }, 'origin'),
      asks('max-stale gets one that is stale', 'max-stale=1000', { 'cache-control': 'max-age=1' }, 'cache'),
      {
        ...asks(
          'also one that was stale when it came',
          'max-stale=1000',
          { 'cache-control': 'max-age=1', age: '9' },
          'cache',
        ),
        otherwise: 'what is of no use to anybody else is not kept',
      },
      asks('min-fresh gets none that is fresh for less', 'min-fresh=4000', hour, 'origin'),
      asks('min-fresh counts the age that came with it', 'min-fresh=3000', { ...hour, age: '1000' }, 'origin'),
      asks('no-cache gets the word of the origin', 'no-cache', hour, 'origin'),
      asks('no-cache asks by tag', 'no-cache', { ...hour, etag: '"a"' }, 'validation'),
      asks('no-cache asks by date', 'no-cache', { ...hour, 'last-modified': at(-10_000) }, 'validation'),
      {
        ...asks('no-store gets none that is kept', 'no-store', hour, 'origin'),
        otherwise: 'it is about what is kept of the request and its answer; what is there already may be used',
      },
      open.row('only-if-cached gets 504 where nothing is kept', [
        { headers: { 'cache-control': 'only-if-cached' }, from: 'cache', status: 504 },
      ]),
    ],
  },
  {
    name: 'Variants',
    rows: [
      optional.row('the same field value is answered', varied('foo', { foo: '1' }, { foo: '1' }, 'cache')),
      required.row('another is not', varied('foo', { foo: '1' }, { foo: '2' }, 'origin')),
      required.row('nor one where there was none', varied('foo', {}, { foo: '1' }, 'origin')),
      required.row('nor none where there was one', varied('foo', { foo: '1' }, {}, 'origin')),
      optional.row('several variants are kept', [
        ...varied('foo', { foo: '1' }, { foo: '2' }, 'origin'),
        { headers: { foo: '1' }, from: 'cache', text: 'answer 1' },
      ]),
      optional.row('other fields do not matter', varied('foo', { foo: '1', x: '2' }, { foo: '1', x: '3' }, 'cache')),
      optional.row('two fields', varied('foo, bar', { foo: '1', bar: 'a' }, { foo: '1', bar: 'a' }, 'cache')),
      required.row(
        'the first of two is another',
        varied('foo, bar', { foo: '1', bar: 'a' }, { foo: '2', bar: 'a' }, 'origin'),
      ),
      required.row('neither of two is there', varied('foo, bar', { foo: '1', bar: 'a' }, {}, 'origin')),
      optional.row('three fields', varied('foo, bar, baz', three('1'), three('1'), 'cache')),
      required.row('the first of three is another', varied('foo, bar, baz', three('1'), three('2'), 'origin')),
      required.row(
        'the last of three is another, in another order',
        varied('foo, bar, baz', three('1'), { baz: '8', foo: '1', bar: 'a' }, 'origin'),
      ),
      optional.row(
        'one of three is there in neither',
        varied('foo, bar, baz', { foo: '1', baz: '7' }, { foo: '1', baz: '7' }, 'cache'),
      ),
      ...[['*'], ['*, *'], ['*', '*'], [', *'], ['', '*'], ['*, foo'], ['foo, *']].map((lines) =>
        required.row(
          `\`${lines.join('` and `')}\` answers nothing`,
          varied(lines, { foo: '1' }, { foo: '1' }, 'origin'),
        ),
      ),
      optional.row('blanks around commas do not matter', varied('foo', { foo: '1,2' }, { foo: ' 1, 2 ' }, 'cache')),
      optional.row('capitals of languages do not matter', languages('en, de', 'eN, De')),
      optional.row('nor blanks', languages('en, de', ' en ,   de')),
      optional.row('nor their order', languages('en, de', 'de, en'), {
        otherwise: 'many origins take the first that they have, whatever the standard says of weights',
      }),
      optional.row(
        'nor what else was asked for beside the language that came',
        languages('en, de', 'fr;q=0.5, de;q=1.0', { 'content-language': 'de' }),
        { otherwise: 'what an origin would have chosen for another wish only the origin knows' },
      ),
    ],
  },
  {
    name: 'Conditions by tag',
    rows: [
      optional.row('the same tag gets 304', matched('"a"', '"a"', 304)),
      required.row('with the tag', [
        ...matched('"a"', '"a"', 304).slice(0, 1),
        { headers: { 'if-none-match': '"a"' }, from: 'cache', status: 304, gets: { etag: '"a"' } },
      ]),
      required.row('the tag goes before the date', [
        { gives: { headers: { ...hour, etag: '"a"', 'last-modified': at(-5000) } }, from: 'origin' },
        { headers: { 'if-none-match': '"a"', 'if-modified-since': at(-6000) }, from: 'cache', status: 304 },
      ]),
      optional.row('a weak tag gets 304', matched('W/"a"', 'W/"a"', 304)),
      ...['"a", "b", "c"', '"b", "a", "c"', '"b", "c", "a"'].map((list) =>
        optional.row(`one of several does: \`${list}\``, matched('"a"', list, 304)),
      ),
      ...['"aü"', 'a', 'w/"a"', 'W\\"a"', 'W"a"'].map((tag) =>
        open.row(`\`${tag}\` is like itself`, matched(tag, tag, 304)),
      ),
      open.row('quotes are a part of a tag', matched('"a"', 'a', 200)),
      open.row('on either side', matched('a', '"a"', 200)),
      required.row('the fields that a response varies by are in the question', [
        {
          headers: { foo: '1' },
          gives: { headers: { 'cache-control': 'max-age=1', etag: '"a"', vary: 'foo' } },
          from: 'origin',
        },
        {
          later: 3,
          headers: { foo: '1' },
          gives: { status: 304 },
          from: 'validation',
          sends: { foo: '1', 'if-none-match': '"a"' },
        },
      ]),
      open.row('the tag of another variant is not asked about', [
        { headers: { foo: '1' }, gives: { headers: { ...hour, etag: '"a"', vary: 'foo' } }, from: 'origin' },
        { headers: { foo: '2' }, from: 'origin', sends: { 'if-none-match': null } },
      ]),
      ...['"a"', 'W/"a"'].map((etag) =>
        optional.row(`\`${etag}\` of what is stale is asked about`, [
          { gives: { headers: { 'cache-control': 'max-age=1', etag } }, from: 'origin' },
          { later: 3, gives: { status: 304 }, from: 'validation', sends: { 'if-none-match': etag } },
        ]),
      ),
      open.row('a condition where nothing is kept is not the business of the origin', [
        { headers: { 'if-none-match': '"a"' }, from: 'origin', sends: { 'if-none-match': null } },
      ]),
    ],
  },
  {
    name: 'Conditions by date',
    rows: [
      optional.row('the same date gets 304', since(-3000, hour, 'cache')),
      optional.row('a later one does', since(-2000, hour, 'cache')),
      optional.row(
        'and once the origin has said that it holds',
        since(-3000, { 'cache-control': 'max-age=2' }, 'validation'),
      ),
    ],
  },
  {
    name: 'Parts',
    rows: [
      ...(
        [
          ['bytes=0-1', '01'],
          ['bytes=1-', '123456789'],
          ['bytes=-1', '9'],
        ] as const
      ).map(([range, text]) =>
        optional.row(`\`${range}\` is cut from what is kept whole`, [
          whole,
          { headers: { range }, from: 'cache', status: 206, text },
        ]),
      ),
      ...(['bytes=-5', 'bytes=6-8', 'bytes=6-', 'bytes=-1'] as const).map((range) =>
        optional.row(`\`${range}\` is cut from a part that is kept`, [part, { headers: { range }, from: 'cache' }], {
          otherwise: 'parts are not kept',
        }),
      ),
      optional.row(
        'what is missing is asked for and put to it',
        [part, { from: 'origin', sends: { range: 'bytes=0-4' } }],
        {
          otherwise: 'parts are not kept',
        },
      ),
      ...[required, open].map(({ row }) =>
        row('a part has the fields of what is kept', [
          { ...whole, gives: { ...whole.gives, headers: { ...hour, 'x-one': '1' } } },
          { headers: { range: 'bytes=0-1' }, from: 'cache', status: 206, text: '01', gets: { 'x-one': '1' } },
        ]),
      ),
    ],
  },
];

function asks(name: string, value: string, headers: Fields, from: Step['from']): Behaviour {
  return open.row(name, [
    { gives: { headers }, from: 'origin' },
    { later: 3, headers: { 'cache-control': value }, from },
  ]);
}

function varied(
  vary: string | readonly string[],
  first: Fields,
  second: Fields,
  from: Step['from'],
  more: Fields = {},
): readonly Step[] {
  const headers = { ...hour, 'last-modified': at(-3000), vary, ...more };
  const isNew = from !== 'cache';
  return [
    { headers: first, gives: { headers }, from: 'origin' },
    { later: 3, headers: second, gives: { headers }, from, text: isNew ? 'answer 2' : 'answer 1' },
  ];
}

function three(foo: string): Fields {
  return { foo, bar: 'a', baz: '7' };
}

function languages(first: string, second: string, more: Fields = {}): readonly Step[] {
  return varied('accept-language', { 'accept-language': first }, { 'accept-language': second }, 'cache', more);
}

function matched(etag: string, wanted: string, status: number): readonly Step[] {
  return [
    { gives: { headers: { ...hour, etag } }, from: 'origin' },
    { later: 3, headers: { 'if-none-match': wanted }, from: 'cache', status },
  ];
}

function since(seconds: number, headers: Fields, from: 'cache' | 'validation'): readonly Step[] {
  return [
    { gives: { headers: { ...headers, 'last-modified': at(-3000) } }, from: 'origin' },
    { later: 3, headers: { 'if-modified-since': at(seconds) }, gives: { status: 304 }, from, status: 304 },
  ];
}
