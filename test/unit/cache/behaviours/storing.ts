import { at, type Step } from '../play.ts';
import { type Area, type Behaviour, hour, rowsOf } from './behaviour.ts';

const required = rowsOf('required');
const optional = rowsOf('optional');
const open = rowsOf('open');
const cc = (value: string) => ({ 'cache-control': value });
const cookies = 'a cookie that is kept is a session handed to strangers';
const day = { expires: at(10_000) };

const kept: readonly (readonly [string, string])[] = [
  ...['x-one', 'one', 'content-one', 'x-content-one', 'public-key-pins'].map((name) => [name, 'foo'] as const),
  ['cache-control', 'max-age=3600, foo'],
  ['content-encoding', 'foo'],
  ['content-length', '8'],
  ['content-location', '/foo'],
  ['content-md5', 'N7UdGUp1E+RbVvZSTy1R8g=='],
  ['content-range', 'foo'],
  ['content-security-policy', "default-src 'self'"],
  ['content-type', 'text/plain;charset=utf-8'],
  ['clear-site-data', 'cookies'],
  ['etag', '"a"'],
  ['expires', 'Mon, 11 Jan 2038 11:11:11 GMT'],
  ['x-frame-options', 'sameorigin'],
  ['x-xss-protection', '1; mode=block'],
];

const notKept = [
  ...['connection', 'keep-alive', 'te', 'transfer-encoding', 'upgrade', 'proxy-connection'],
  ...['proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization'],
];

/** What is kept, and what of it. */
export const storing: readonly Area[] = [
  {
    name: 'Statuses',
    rows: [
      ...[200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599].flatMap(ofStatus),
      required.row('an unknown status is not kept where it has to be understood', [
        { gives: { status: 599, headers: cc('max-age=3600, no-store, must-understand') }, from: 'origin' },
        { from: 'origin' },
      ]),
      optional.reused('must-understand goes before no-store', cc('max-age=3600, no-store, must-understand')),
    ],
  },
  {
    name: 'Directives of responses',
    rows: [
      required.notReused('private', cc('private, max-age=3600')),
      required.notReused('no-store', cc('no-store')),
      required.notReused('no-store in capitals', cc('No-StOrE')),
      required.notReused('no-store beside a lifetime', { ...cc('max-age=10000, no-store'), ...day }),
      required.notReused('no-cache beside a lifetime', { ...cc('max-age=10000, no-cache'), ...day }),
      required.notReused('no-cache in capitals', { ...cc('max-age=10000, No-CaChE'), ...day }),
      optional.validated('no-cache is kept, and asked about', { ...cc('no-cache'), etag: '"a"' }),
      optional.validated('beside a lifetime too', { ...cc('max-age=10000, no-cache'), ...day, etag: '"a"' }),
      optional.reused('must-revalidate is reused while fresh', {
        ...cc('max-age=10000, must-revalidate'),
        etag: '"a"',
      }),
      required.validated('and asked about afterwards', { ...cc('max-age=2, must-revalidate'), etag: '"a"' }),
      ...['no-store', 'no-store, max-age=0'].map((value) =>
        open.row(`what was kept before one with \`${value}\` came in its place is dropped`, [
          { gives: { headers: cc('max-age=2') }, from: 'origin' },
          { later: 3, gives: { headers: cc(value) }, from: 'origin' },
          { from: 'origin' },
        ]),
      ),
    ],
  },
  {
    name: 'Fields that are kept',
    rows: [
      ...kept.map(([name, value]) => required.row(`\`${name}\``, again({ [name]: value }, { [name]: value }))),
      ...['set-cookie', 'set-cookie2'].map((name) =>
        required.row(`\`${name}\``, again({ [name]: 'a=b' }, { [name]: 'a=b' }), { otherwise: cookies }),
      ),
      ...notKept.map((name) => required.row(`not \`${name}\``, again({ [name]: 'foo' }, { [name]: null }))),
      required.row(
        'not those that connection names',
        again({ connection: 'x-a, x-b', 'x-a': '1', 'x-b': '2', 'x-c': '3' }, { 'x-a': null, 'x-b': null, 'x-c': '3' }),
      ),
      ...[
        ['no-cache="x-a"', { 'x-a': null, 'x-b': '2' }] as const,
        ['no-cache="x-a, x-b"', { 'x-a': null, 'x-b': null, 'x-c': '3' }] as const,
      ].map(([value, gets]) =>
        open.row(`not those of \`${value}\``, [
          {
            gives: { headers: { ...cc(`max-age=3600, ${value}`), 'x-a': '1', 'x-b': '2', 'x-c': '3' } },
            from: 'origin',
          },
          { from: 'cache', gets },
        ]),
      ),
    ],
  },
  {
    name: 'Answers to who proved who they are',
    rows: [
      required.row('are for them alone', signed('max-age=3600', 'origin')),
      ...['public', 'must-revalidate', 's-maxage=3600'].map((value) =>
        optional.row(`are for all with ${value}`, signed(`max-age=3600, ${value}`, 'cache')),
      ),
    ],
  },
  {
    name: 'Methods',
    rows: [
      optional.row(
        'POST that says what it is the content of answers GET',
        [
          { method: 'POST', body: '1', gives: { headers: { ...day, 'content-location': '/' } }, from: 'origin' },
          { from: 'cache' },
        ],
        { otherwise: 'hardly any origin means it; an answer that was meant for one sender would be handed to all' },
      ),
    ],
  },
  {
    name: 'The rest',
    rows: [
      required.row('answers from the cache have an age', [
        { gives: { headers: hour }, from: 'origin' },
        { later: 3, from: 'cache', gets: { age: '3' } },
      ]),
      ...[hour, day].map((headers) =>
        required.row(`the age that came with it goes on${headers === day ? ' with expires' : ''}`, [
          { gives: { headers: { ...headers, age: '30' } }, from: 'origin' },
          { later: 3, from: 'cache', gets: { age: '33' } },
        ]),
      ),
      ...[hour, day].map((headers) =>
        required.row(`the date stays${headers === day ? ' with expires' : ''}`, [
          { gives: { headers }, from: 'origin' },
          { later: 3, from: 'cache', gets: { date: at(0) } },
        ]),
      ),
      open.row('expires stays', [
        { gives: { headers: day }, from: 'origin' },
        { later: 3, from: 'cache', gets: day },
      ]),
      required.row('another query is another response', [
        { target: '/?a=1', gives: { headers: hour }, from: 'origin' },
        { target: '/?a=2', from: 'origin' },
      ]),
      optional.row('the same query is the same', [
        { target: '/?a=1', gives: { headers: hour }, from: 'origin' },
        { target: '/?a=1', from: 'cache' },
      ]),
      ...[hour, { 'last-modified': at(-100_000) }].map((headers) =>
        open.reused(`an attachment is reused${headers === hour ? '' : ', by heuristics too'}`, {
          ...headers,
          'content-disposition': 'attachment; filename=a.txt',
        }),
      ),
      optional.reused('a response with cookies is reused', { ...hour, 'set-cookie': 'a=b' }, { otherwise: cookies }),
      optional.row('a response answers a request with cookies', [
        { gives: { headers: hour }, from: 'origin' },
        { headers: { cookie: 'a=b' }, from: 'cache' },
      ]),
      ...['no-cache', 'foo'].flatMap((value) => [
        open.row(`\`pragma: ${value}\` of a request does not count`, [
          { gives: { headers: hour }, from: 'origin' },
          { headers: { pragma: value }, from: 'cache' },
        ]),
        open.reused(`\`pragma: ${value}\` of a response does not count`, { ...hour, pragma: value }),
      ]),
      open.reused('nor with heuristics', { 'last-modified': at(-10_000), pragma: 'no-cache' }),
    ],
  },
];

function ofStatus(status: number): readonly Behaviour[] {
  const gives = { status, headers: hour };
  const stale = { status, headers: { ...hour, age: '4000' } };
  return [
    optional.row(`${status} is reused while fresh`, [
      { gives, from: 'origin', status },
      { later: 3, gives, from: 'cache', status },
    ]),
    required.row(`${status} is not reused once stale`, [
      { gives: stale, from: 'origin', status },
      { later: 3, gives, from: 'origin' },
    ]),
  ];
}

function again(headers: Readonly<Record<string, string>>, gets: NonNullable<Step['gets']>): readonly Step[] {
  return [
    { gives: { headers: { ...hour, ...headers } }, from: 'origin' },
    { later: 3, from: 'cache', gets },
  ];
}

function signed(value: string, from: Step['from']): readonly Step[] {
  return [
    {
      headers: { authorization: 'foo' },
      gives: { headers: cc(value) },
      from: 'origin',
      sends: { authorization: 'foo' },
    },
    { later: 3, from },
  ];
}
