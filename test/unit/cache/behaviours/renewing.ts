import { at, type Step } from '../play.ts';
import { type Area, type Behaviour, hour, rowsOf } from './behaviour.ts';

const required = rowsOf('required');
const optional = rowsOf('optional');
const open = rowsOf('open');
const cc = (value: string) => ({ 'cache-control': value });
const day = { expires: at(10_000) };

const stale: Step = { gives: { headers: { ...cc('max-age=2'), 'x-one': '1' } }, from: 'origin' };

/** How what is kept is renewed and dropped, and when it may be stale. */
export const renewing: readonly Area[] = [
  {
    name: 'What 304 renews',
    rows: [
      required.row('fields that it is without stay', [
        { gives: { headers: { ...cc('max-age=2'), 'last-modified': at(-10), 'x-one': 'a' } }, from: 'origin' },
        { later: 3, gives: { status: 304 }, from: 'validation', gets: { 'x-one': 'a' } },
      ]),
      ...['x-one', 'one', 'content-one', 'x-content-one'].map((name) => renewed('required', name, 'a', 'b', 'b')),
      renewed('required', 'cache-control', 'max-age=1', 'max-age=3600', 'max-age=3600'),
      renewed('required', 'content-length', '8', '10', '8'),
      renewed('open', 'content-type', 'text/plain', 'text/css', 'text/css'),
      renewed('open', 'content-encoding', 'a', 'b', 'a'),
      renewed('open', 'content-location', '/a', '/b', '/b'),
      renewed('open', 'content-security-policy', "default-src 'self'", "default-src 'none'", "default-src 'none'"),
      renewed('open', 'expires', at(1), at(5000), at(5000)),
      renewed('open', 'x-frame-options', 'deny', 'sameorigin', 'sameorigin'),
      required.row('nothing, when it is about another state', [
        { gives: { headers: { ...cc('max-age=2'), etag: '"a"', 'x-one': 'a' } }, from: 'origin' },
        { later: 3, gives: { status: 304, headers: { etag: '"b"', 'x-one': 'b' } }, from: 'validation' },
        { gives: { headers: { 'x-one': 'c' } }, from: 'origin', gets: { 'x-one': 'c' } },
      ]),
    ],
  },
  {
    name: 'What HEAD renews',
    rows: [
      open.row('HEAD goes to the origin when what is kept is stale', [
        stale,
        { later: 3, method: 'HEAD', from: 'origin' },
      ]),
      ...headRenews(),
    ],
  },
  {
    name: 'What unsafe methods drop',
    rows: ['POST', 'PUT', 'DELETE', 'M-SEARCH'].flatMap(ofMethod),
  },
  {
    name: 'Stale answers',
    rows: [
      ...['must-revalidate', 'proxy-revalidate', 'no-cache', 's-maxage=2'].map((value) =>
        required.row(
          `${value} forbids them while the origin is down`,
          failing(cc(`max-age=2, ${value}`), 'down', 502),
          {
            scenery: { route: 'stale-if-error-secs 60' },
          },
        ),
      ),
      open.row('none without a word while the origin is down', failing(cc('max-age=2'), 'down', 502)),
      open.row('nor while it answers 503', failing(cc('max-age=2'), 503, 503)),
      open.row('stale-if-error while it is down', failing(cc('max-age=2, stale-if-error=60'), 'down', 200)),
      open.row('stale-if-error while it answers 503', failing(cc('max-age=2, stale-if-error=60'), 503, 200)),
      open.row('stale-if-error while it answers 500', failing(cc('max-age=2, stale-if-error=60'), 500, 200)),
      required.row('not longer than it says', failing(cc('max-age=0, stale-if-error=1'), 500, 500)),
      open.row(
        'stale-if-error of the request',
        failing({ ...cc('max-age=2'), etag: '"a"' }, 500, 200, 'stale-if-error=60'),
      ),
      required.row(
        'not longer than it says',
        failing({ ...cc('max-age=0'), etag: '"a"' }, 500, 500, 'stale-if-error=1'),
      ),
      optional.row('stale-while-revalidate at once, and a renewed one afterwards', [
        { gives: { headers: { ...cc('max-age=1, stale-while-revalidate=3600'), etag: '"a"' } }, from: 'origin' },
        {
          later: 3,
          gives: { headers: { ...hour, etag: '"b"' } },
          from: 'validation',
          text: 'answer 1',
          gets: { etag: '"a"' },
        },
        { from: 'cache', text: 'answer 2', gets: { etag: '"b"' } },
      ]),
      required.row('not longer than it says', [
        { gives: { headers: cc('max-age=1, stale-while-revalidate=4') }, from: 'origin' },
        { later: 6, from: 'origin', text: 'answer 2' },
      ]),
    ],
  },
  {
    name: '`cdn-cache-control`',
    rows: [
      ...['3600', '2147483648', '99999999999'].map((seconds) =>
        optional.reused(`max-age may be ${seconds}`, { 'cdn-cache-control': `max-age=${seconds}` }),
      ),
      required.notReused('age counts against it', { 'cdn-cache-control': 'max-age=3600', age: '7200' }),
      ...['max-age =100', 'max-age= 100'].map((value) =>
        open.notReused(`\`${value}\` does not count`, { ...cc('max-age=1'), 'cdn-cache-control': value }),
      ),
      required.notReused('max-age of 0 is no lifetime', { 'cdn-cache-control': 'max-age=0' }),
      optional.reused('unknown directives do not matter', { 'cdn-cache-control': 'foo, max-age=3600' }),
      open.notReused('capitals are another name', { 'cdn-cache-control': 'MAX-age=3600' }),
      optional.reused('it goes before an expires that is past', {
        'cdn-cache-control': 'max-age=3600',
        expires: at(-10_000),
      }),
      optional.reused('and before one that is none', { 'cdn-cache-control': 'max-age=3600', expires: '0' }),
      required.notReused('max-age of 0 goes before an expires to come', { 'cdn-cache-control': 'max-age=0', ...day }),
      optional.reused('a longer one goes before cache-control', {
        ...cc('max-age=1'),
        'cdn-cache-control': 'max-age=3600',
      }),
      required.notReused('a shorter one does', { ...cc('max-age=3600'), 'cdn-cache-control': 'max-age=1' }),
      ...['private', 'no-cache', 'no-store'].map((value) =>
        required.notReused(`${value} goes before a lifetime`, {
          ...cc('max-age=10000'),
          ...day,
          'cdn-cache-control': value,
        }),
      ),
      required.reused('a lifetime goes before no-store', { ...cc('no-store'), 'cdn-cache-control': 'max-age=10000' }),
      ...['max-age=10000, &&&&&', 'max-age="10000"'].map((value) =>
        required.notReused(`\`${value}\` is none, and does not count`, {
          ...cc('no-store'),
          'cdn-cache-control': value,
        }),
      ),
      open.row('it is passed on, and the others stay', [
        {
          gives: { headers: { ...cc('max-age=1'), expires: at(1), 'cdn-cache-control': 'max-age=10000' } },
          ...{ from: 'origin', gets: { 'cdn-cache-control': 'max-age=10000' } },
        },
        { later: 3, from: 'cache', gets: { age: '3', date: at(0), expires: at(1), ...cc('max-age=1') } },
      ]),
    ],
  },
];

function renewed(kind: Behaviour['kind'], name: string, before: string, came: string, after: string): Behaviour {
  const gives = (value: string) => ({ ...cc('max-age=2'), etag: '"a"', [name]: value });
  return rowsOf(kind).row(`${after === came ? '' : 'not '}\`${name}\``, [
    { gives: { headers: gives(before) }, from: 'origin' },
    {
      later: 3,
      gives: { status: 304, headers: gives(came) },
      from: 'validation',
      status: 200,
      gets: { [name]: after },
    },
    { later: 1, from: 'cache', gets: { [name]: after } },
  ]);
}

function headRenews(): readonly Behaviour[] {
  const head = (status: number): Step => ({
    ...{ later: 3, method: 'HEAD', from: 'origin' },
    gives: { status, headers: { ...hour, 'x-one': '2' }, body: '' },
  });
  return [
    open.row('its freshness', [stale, head(200), { later: 3, from: 'cache', text: 'answer 1' }]),
    open.row('its fields', [stale, head(200), { later: 3, from: 'cache', gets: { 'x-one': '2' } }]),
    open.row('nothing by another status', [stale, head(410), { later: 3, from: 'origin' }]),
  ];
}

function ofMethod(method: string): readonly Behaviour[] {
  const fresh = (target: string): Step => ({ target, gives: { headers: hour }, from: 'origin' });
  const changes = (status: number, headers: Readonly<Record<string, string>> = {}): Step => ({
    ...{ method, target: '/a', body: 'abc', gives: { status, headers }, from: 'origin' },
  });
  return [
    required.row(`${method} drops its address`, [fresh('/a'), changes(200), { target: '/a', from: 'origin' }]),
    optional.row(`${method} that fails does not`, [fresh('/a'), changes(500), { target: '/a', from: 'cache' }]),
    ...['location', 'content-location'].map((name) =>
      open.row(`${method} drops what ${name} names`, [
        fresh('/b'),
        changes(200, { [name]: '/b' }),
        { target: '/b', from: 'origin' },
      ]),
    ),
  ];
}

function failing(
  headers: Readonly<Record<string, string>>,
  how: 'down' | number,
  status: number,
  wish?: string,
): readonly Step[] {
  const from = 'etag' in headers ? 'validation' : 'origin';
  return [
    { gives: { headers }, from: 'origin' },
    {
      ...{ later: 3, gives: how === 'down' ? how : { status: how }, from, status },
      ...(wish !== undefined && { headers: { 'cache-control': wish } }),
    },
  ];
}
