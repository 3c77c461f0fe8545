import type { SeededRandom } from '../support/seeded-random.ts';

/** A way to make a request that no reader may take, with what it is called. */
export interface Ambiguity {
  readonly what: string;
  make(path: string, random: SeededRandom): string;
}

/** A request that must never be seen by an upstream; it stands where careless readers find the end of another. */
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: inner\r\n\r\n';

const post = (path: string, lines: readonly string[], body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: fuzz.test\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n${body}`;

const chunkedPost = (path: string, body: string) => post(path, ['Transfer-Encoding: chunked'], body);

const pick = <T>(random: SeededRandom, from: readonly T[]): T => from[random.below(from.length)]!;

const codings = [
  'gzip, chunked',
  'chunked, chunked',
  'chunked, identity',
  'identity',
  'xchunked',
  'chunked;q=1',
  '"chunked"',
  'chunked\x0b',
  '\x0bchunked',
  'chun ked',
  'chunked,',
  ', chunked',
  '',
];

const lengths = [
  '+5',
  '-5',
  '5 5',
  '0x5',
  '5,6',
  '5;',
  '5.0',
  '1e1',
  '\xb2',
  '',
  '18446744073709551621',
  '9'.repeat(40),
  '5\x0b',
];

const chunkSizes = [
  '+5',
  '-5',
  '0x5',
  ' 5',
  '5 ',
  '5\t',
  '',
  'g',
  '5 5',
  '10000000000000005',
  'ffffffffffffffff',
  '5\x00',
  '5;a\nb',
  '5\r',
];

const controls = ['\x00', '\x01', '\x08', '\x0b', '\x0c', '\x1b', '\x7f'];

/** Every kind of ambiguity that must be refused, whatever stands around it. */
export const ambiguities: readonly Ambiguity[] = [
  {
    what: 'both lengths',
    make: (path, random) => {
      const both = ['Content-Length: 5', 'Transfer-Encoding: chunked'];
      return post(path, random.below(2) === 0 ? both : both.reverse(), `0\r\n\r\n${smuggled}`);
    },
  },
  {
    what: 'two different lengths',
    make: (path) => post(path, ['Content-Length: 5', 'Content-Length: 50'], `hello${smuggled}`),
  },
  {
    what: 'an odd length',
    make: (path, random) => post(path, [`Content-Length: ${pick(random, lengths)}`], `hello${smuggled}`),
  },
  {
    what: 'an odd transfer coding',
    make: (path, random) => post(path, [`Transfer-Encoding: ${pick(random, codings)}`], `0\r\n\r\n${smuggled}`),
  },
  {
    what: 'two transfer codings',
    make: (path) => post(path, ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `0\r\n\r\n${smuggled}`),
  },
  {
    what: 'a transfer coding in HTTP/1.0',
    make: (path) => chunkedPost(path, `0\r\n\r\n${smuggled}`).replace('HTTP/1.1', 'HTTP/1.0'),
  },
  {
    what: 'an odd chunk size',
    make: (path, random) => chunkedPost(path, `${pick(random, chunkSizes)}\r\nhello\r\n0\r\n\r\n${smuggled}`),
  },
  { what: 'a chunk longer than its size', make: (path) => chunkedPost(path, `3\r\nhello\r\n0\r\n\r\n${smuggled}`) },
  { what: 'a chunk ended by a bare line feed', make: (path) => chunkedPost(path, `5\r\nhello\n0\r\n\r\n${smuggled}`) },
  {
    what: 'a chunk size ended by a bare line feed',
    make: (path) => chunkedPost(path, `5\nhello\r\n0\r\n\r\n${smuggled}`),
  },
  {
    what: 'a trailer with a space before its colon',
    make: (path) => chunkedPost(path, `0\r\nX-A : 1\r\n\r\n${smuggled}`),
  },
  { what: 'a folded trailer', make: (path) => chunkedPost(path, `0\r\nX-A: 1\r\n b\r\n\r\n${smuggled}`) },
  { what: 'bare line feeds', make: (path) => `GET ${path} HTTP/1.1\nHost: fuzz.test\n\n` },
  { what: 'one bare line feed', make: (path) => `GET ${path} HTTP/1.1\r\nHost: fuzz.test\nX-A: 1\r\n\r\n` },
  { what: 'a head ended by a bare line feed', make: (path) => `GET ${path} HTTP/1.1\r\nHost: fuzz.test\r\n\n` },
  {
    what: 'a bare carriage return',
    make: (path) => `GET ${path} HTTP/1.1\r\nHost: fuzz.test\r\nX-A: 1\rX-B: 2\r\n\r\n`,
  },
  {
    what: 'a folded field',
    make: (path, random) => post(path, ['X-A: 1', `${pick(random, [' ', '\t'])}Content-Length: 5`], `hello${smuggled}`),
  },
  { what: 'a folded first field', make: (path) => `GET ${path} HTTP/1.1\r\n X-A: 1\r\nHost: fuzz.test\r\n\r\n` },
  {
    what: 'a blank before a colon',
    make: (path, random) => post(path, [`Content-Length${pick(random, [' ', '\t'])}: 5`], `hello${smuggled}`),
  },
  {
    what: 'a control character in a value',
    make: (path, random) => `GET ${path} HTTP/1.1\r\nHost: fuzz.test\r\nX-A: a${pick(random, controls)}b\r\n\r\n`,
  },
  {
    what: 'a control character in a name',
    make: (path, random) => `GET ${path} HTTP/1.1\r\nHost: fuzz.test\r\nX${pick(random, controls)}A: b\r\n\r\n`,
  },
  {
    what: 'a control character in the target',
    make: (path, random) => `GET ${path}${pick(random, controls)} HTTP/1.1\r\nHost: fuzz.test\r\n\r\n`,
  },
  { what: 'an empty name', make: (path) => `GET ${path} HTTP/1.1\r\nHost: fuzz.test\r\n: 1\r\n\r\n` },
  { what: 'a line without a colon', make: (path) => `GET ${path} HTTP/1.1\r\nHost: fuzz.test\r\nnonsense\r\n\r\n` },
  { what: 'two Hosts', make: (path) => `GET ${path} HTTP/1.1\r\nHost: fuzz.test\r\nHost: fuzz.test\r\n\r\n` },
  { what: 'no Host', make: (path) => `GET ${path} HTTP/1.1\r\nX-A: 1\r\n\r\n` },
  {
    what: 'an odd Host',
    make: (path, random) => {
      const host = pick(random, ['a b', 'a/b', 'a@b', 'a,b', 'a:b:c', 'a:99999', '[::1', 'a"b', 'a\\b', 'a?b', 'a#b']);
      return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    },
  },
  {
    what: 'an odd request line',
    make: (path, random) => {
      const line = pick(random, [
        `GET  ${path} HTTP/1.1`,
        `GET ${path}  HTTP/1.1`,
        `GET\t${path} HTTP/1.1`,
        ` GET ${path} HTTP/1.1`,
        `GET ${path} HTTP/1.1 `,
        `GET ${path} x HTTP/1.1`,
        `GET ${path}`,
        `G@T ${path} HTTP/1.1`,
        `GET ${path} http/1.1`,
        `GET ${path} HTTP/1.10`,
        `GET ${path} HTTP/2.0`,
        `GET ${path} HTTP/0.9`,
        `GET ${path.slice(1)} HTTP/1.1`,
      ]);
      return `${line}\r\nHost: fuzz.test\r\n\r\n`;
    },
  },
];
