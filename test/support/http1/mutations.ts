import type { SeededRandom } from '../seeded-random.ts';

/** One or two connections' worth of valid requests, changed in a few places as an attacker or an accident would. */
export function mutated(random: SeededRandom): string {
  let message = messages[random.below(messages.length)]!;
  for (let changes = 1 + random.below(2); changes > 0; changes--) message = change(message, random);
  return message;
}

function change(message: string, random: SeededRandom): string {
  const at = random.below(message.length + 1);
  const [before, after] = [message.slice(0, at), message.slice(at)];
  switch (random.below(4)) {
    case 0:
      return before + fragments[random.below(fragments.length)] + after;
    case 1:
      return before + after.slice(1 + random.below(3));
    case 2:
      return before + String.fromCharCode(random.below(256)) + after.slice(1);
    default: {
      const from = random.below(at + 1);
      return before + message.slice(from, at + random.below(12)) + after;
    }
  }
}

const messages = [
  'GET /a?b=c HTTP/1.1\r\nHost: a.test\r\nX-A: b\r\n\r\n',
  'POST /p HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST /p HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: 1\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
  'PUT http://a.test/x HTTP/1.1\r\nHost: a.test\r\nConnection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc',
  'GET / HTTP/1.0\r\nConnection: keep-alive\r\nHost: q\r\n\r\nGET / HTTP/1.0\r\n\r\n',
];

const fragments = [
  ...['\r', '\n', '\r\n', '\r\n ', ' ', '  ', '\t', '\0', '\x0b', '\xff', ':', ';', ',', '0', '+', '-', '0x'],
  ...['chunked', 'HTTP/1.1', 'Host: b\r\n', 'Content-Length: 5\r\n', 'Content-Length: 6\r\n'],
  'Transfer-Encoding: chunked\r\n',
];
