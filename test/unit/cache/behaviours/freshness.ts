import { at } from '../play.ts';
import { type Area, type Behaviour, hour, rowsOf } from './behaviour.ts';

const required = rowsOf('required');
const optional = rowsOf('optional');
const open = rowsOf('open');
const cc = (value: string | readonly string[]) => ({ 'cache-control': value });
const aged = (age: string | readonly string[], seconds = 3600) => ({ ...cc(`max-age=${seconds}`), age });

/** For how long a response is fresh, and how that is read. */
export const freshness: readonly Area[] = [
  {
    name: 'Freshness by `cache-control`',
    rows: [
      optional.reused('max-age is a lifetime', hour),
      required.notReused('max-age of 0 is none', cc('max-age=0')),
      required.notReused('max-age ends', cc('max-age=2')),
      ...['2147483647', '2147483648', '2147483649', '99999999999'].map((seconds) =>
        optional.reused(`max-age may be ${seconds}`, cc(`max-age=${seconds}`)),
      ),
      required.notReused('age counts against max-age', aged('7200')),
      open.row('a date long past counts against max-age', [
        { gives: { headers: hour, date: -7200 }, from: 'origin' },
        { later: 3, from: 'origin' },
      ]),
      optional.reused('max-age goes before an expires that is past', { ...hour, expires: at(-10_000) }),
      optional.reused('max-age goes before an expires that is none', { ...hour, expires: '0' }),
      required.notReused('max-age of 0 goes before an expires to come', { ...cc('max-age=0'), expires: at(10_000) }),
      optional.reused('unknown directives do not matter', cc('foo, max-age=3600')),
      optional.reused('capitals do not matter', cc('MAX-age=3600')),
      required.notReused('a max-age below 0 is none', cc('max-age=-3600')),
      required.reused('s-maxage is a lifetime', cc('s-maxage=3600')),
      required.notReused('a shorter s-maxage goes before max-age', cc('max-age=3600, s-maxage=1')),
      required.notReused('in whatever order', cc('s-maxage=1, max-age=3600')),
      required.notReused('in whatever line', cc(['max-age=3600', 's-maxage=1'])),
      optional.reused('a longer s-maxage goes before max-age', cc('max-age=1, s-maxage=3600')),
      optional.reused('and before expires', { ...cc('s-maxage=3600'), expires: at(-10) }),
      open.notReused('what says nothing of freshness is not reused', {}),
    ],
  },
  {
    name: 'Reading `cache-control`',
    rows: [
      open.reused('an age in quotes is an age', cc('max-age="3600"')),
      required.notReused(
        'an age in quotes of another directive is none, before it',
        cc('foo="max-age=3600", max-age=1'),
      ),
      required.notReused('and behind it', cc('max-age=1, foo="max-age=3600"')),
      required.notReused('a directive may have escaped quotes', cc('foo="a\\", max-age=3600, b=\\"", max-age=1')),
      required.reused('zeros before a number do not matter', cc('max-age=003600')),
      required.notReused('single quotes are no quotes', cc("max-age='3600'")),
      ...['max-age =3600', 'max-age= 3600', 'max-age=3600.0', 'max-age=3600.5', 'max-age=a3600', 'max-age=3600a'].map(
        (value) => open.notReused(`\`${value}\` is no lifetime`, cc(value)),
      ),
      ...(
        [
          ['max-age=1800, max-age=1'],
          ['max-age=1, max-age=1800'],
          ['max-age=1800', 'max-age=1'],
          ['max-age=1', 'max-age=1800'],
        ] as const
      ).map((lines) => open.notReused(`of two ages the shorter counts: \`${lines.join('` and `')}\``, cc(lines))),
    ],
  },
  {
    name: 'Reading `age`',
    rows: [
      ...['abc', '-7200', '7200.0'].map((age) => required.reused(`\`${age}\` is as if absent`, aged(age))),
      ...['2147483647', '2147483648', '2147483649'].map((age) => required.notReused(`${age} is old`, aged(age))),
      required.notReused('of a list the first counts, when it is old', aged('7200, 0')),
      required.reused('and when it is young', aged('0, 7200')),
      required.notReused('of two lines too, when it is old', aged(['7200', '0'])),
      required.reused('and when it is young, on two lines', aged(['0', '7200'])),
      required.reused('twice the same in a list is that', aged('0, 0')),
      required.reused('twice the same on lines is that', aged(['0', '0'])),
      required.reused('they are not added up', aged(['3600', '3600'], 5000)),
      ...['7200;foo=bar', '7200;foo=111'].map((age) => open.reused(`\`${age}\` is as if absent`, aged(age))),
    ],
  },
  {
    name: 'Freshness by `expires`',
    rows: [
      optional.reused('a date to come is a lifetime', { expires: at(3600) }),
      required.notReused('a date past is none', { expires: at(-3600) }),
      required.notReused('the present is none', { expires: at(0) }),
      dated(required.row, 'a date to come that is before the date of the response is none', at(300), 400, 'origin'),
      required.notReused('`0` is past', { expires: '0' }),
      optional.reused('it counts where the date of the response is none', { expires: at(10), date: 'foo' }),
      dated(required.row, 'age counts against it, with a clock that is slow', at(10), -10, 'origin', '25'),
      dated(required.row, 'and with one that is fast', at(20), 10, 'origin', '15'),
    ],
  },
  {
    name: 'Reading `expires`',
    rows: [
      ...[
        'Tue, 19 Jan 2038 14:14:08 GMT',
        'Sun, 21 Nov 2286 04:46:39 GMT',
        'Thursday, 18-Aug-50 02:01:18 GMT',
        'Thu Aug  8 02:01:18 2050',
        'THU, 18 Aug 2050 02:01:18 GMT',
        'Thu, 18 AUG 2050 02:01:18 GMT',
        'Thu, 18 Aug 2050 02:01:18 gMT',
      ].map((expires) => optional.reused(`\`${expires}\` is to come`, { expires })),
      ...[
        'Thu, 18 Aug 2050 02:01:18 UTC',
        'Thu, 18 Aug 2050 02:01:18 AEST',
        'Thu, 18 Aug 50 02:01:18 GMT',
        'Thu 18 Aug 2050 02:01:18 GMT',
        'Thu, 18  Aug  2050 02:01:18 GMT',
        'Thu, 18-Aug-2050 02:01:18 GMT',
        'Thu, 18 Aug 2050 02.01.18 GMT',
        'Thu, 18 Aug 2050 2:01:18 GMT',
      ].map((expires) => required.notReused(`\`${expires}\` is no date`, { expires })),
      required.notReused('two of them are none', { expires: [at(3600), at(3601)] }),
    ],
  },
  {
    name: 'Freshness by heuristics',
    rows: [
      ...[200, 203, 204, 404, 410].map((status) => byHeuristics(status, 'cache')),
      ...[405, 414, 501].map((status) => ({
        ...byHeuristics(status, 'cache'),
        otherwise: 'a client alone can bring it about, by a method or a length nobody else uses',
      })),
      ...[201, 202, 403, 502, 503, 504, 599].map((status) => byHeuristics(status, 'origin')),
      byHeuristics(599, 'cache', { 'cache-control': 'public' }),
      open.reused('a tenth of the time since the last change', { 'last-modified': at(-60) }),
      open.validated('and no longer', { 'last-modified': at(-25) }),
    ],
  },
];

function dated(
  row: typeof required.row,
  name: string,
  expires: string,
  date: number,
  from: 'origin' | 'cache',
  age?: string,
): Behaviour {
  const headers = { expires, ...(age !== undefined && { age }) };
  return row(name, [
    { gives: { headers, date }, from: 'origin' },
    { later: 3, from },
  ]);
}

function byHeuristics(
  status: number,
  from: 'cache' | 'origin',
  more: Readonly<Record<string, string>> = {},
): Behaviour {
  const gives = { status, headers: { 'last-modified': at(-86_400), ...more } };
  const said = 'cache-control' in more ? ' that is public' : '';
  return {
    name: `${status}${said} is ${from === 'cache' ? '' : 'not '}fresh by them`,
    kind: from === 'cache' ? 'optional' : 'required',
    steps: [
      { gives, from: 'origin' },
      { later: 3, gives, from },
    ],
  };
}
