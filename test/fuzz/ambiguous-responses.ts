import type { SeededRandom } from '../support/seeded-random.ts';

/** A way to make an answer that no reader may take, with what it is called. */
export interface AnswerAmbiguity {
  readonly what: string;
  make(random: SeededRandom): string;
  /** Whether the fault shows in the head, before anything can have been passed on. */
  readonly inHead: boolean;
}

/** An answer that must never reach a client; it stands where careless readers find the end of another. */
const smuggled = 'HTTP/1.1 200 OK\r\nX-Smuggled: yes\r\nContent-Length: 8\r\n\r\nsmuggled';

const ok = (lines: readonly string[], body: string) =>
  `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n${body}`;

const chunked = (body: string) => ok(['Transfer-Encoding: chunked'], body);

const pick = <T>(random: SeededRandom, from: readonly T[]): T => from[random.below(from.length)]!;

const inHead = true;

/** Every kind of answer that must be told as a failure of the upstream. */
export const answerAmbiguities: readonly AnswerAmbiguity[] = [
  {
    what: 'both lengths',
    inHead,
    make: () => ok(['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`),
  },
  { what: 'two lengths', inHead, make: () => ok(['Content-Length: 5', 'Content-Length: 50'], `hello${smuggled}`) },
  {
    what: 'an odd length',
    inHead,
    make: (random) =>
      ok([`Content-Length: ${pick(random, ['+5', '-5', '5 5', '0x5', '5;', '9'.repeat(40), '5,6'])}`], 'hello'),
  },
  {
    what: 'an odd transfer coding',
    inHead,
    make: (random) =>
      ok(
        [`Transfer-Encoding: ${pick(random, ['gzip, chunked', 'chunked, chunked', 'xchunked', 'chunked;q=1', ''])}`],
        '0\r\n\r\n',
      ),
  },
  { what: 'bare line feeds', inHead, make: () => 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok' },
  { what: 'a folded field', inHead, make: () => ok(['X-A: 1', ' Content-Length: 2', 'Content-Length: 5'], 'hello') },
  { what: 'a space before a colon', inHead, make: () => ok(['Content-Length : 5'], `hello${smuggled}`) },
  { what: 'a line without a colon', inHead, make: () => ok(['nonsense', 'Content-Length: 2'], 'ok') },
  {
    what: 'a control character in a value',
    inHead,
    make: (random) => ok([`X-A: a${pick(random, ['\x00', '\x01', '\x0b', '\x7f', '\r'])}b`, 'Content-Length: 2'], 'ok'),
  },
  {
    what: 'an odd status line',
    inHead,
    make: (random) => {
      const line = pick(random, [
        'HTTP/1.1 20 OK',
        'HTTP/1.1 2000 OK',
        'HTTP/2.0 200 OK',
        'http/1.1 200 OK',
        'HTTP/1.1  200 OK',
        'ICY 200 OK',
        'HTTP/1.1 099 OK',
      ]);
      return `${line}\r\nContent-Length: 2\r\n\r\nok`;
    },
  },
  {
    what: 'an upgrade nobody asked for',
    inHead,
    make: () => 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
  },
  {
    what: 'an odd chunk size',
    inHead: false,
    make: (random) =>
      chunked(`${pick(random, ['+5', '-5', '0x5', ' 5', '5 5', 'g', 'fffffffffffffffff', ''])}\r\nhello\r\n0\r\n\r\n`),
  },
  { what: 'a chunk longer than its size', inHead: false, make: () => chunked('3\r\nhello\r\n0\r\n\r\n') },
  { what: 'a chunk ended by a bare line feed', inHead: false, make: () => chunked('5\r\nhello\n0\r\n\r\n') },
  { what: 'an odd trailer', inHead: false, make: () => chunked('5\r\nhello\r\n0\r\nX-A : 1\r\n\r\n') },
];

/** Answers that are sound, with bytes behind them that belong to no request. */
export const withRest: readonly string[] = [
  ok(['Content-Length: 2'], `ok${smuggled}`),
  chunked(`2\r\nok\r\n0\r\n\r\n${smuggled}`),
  `HTTP/1.1 204 No Content\r\n\r\n${smuggled}`,
  `HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n${smuggled}`,
];
