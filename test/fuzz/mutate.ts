import type { SeededRandom } from '../support/seeded-random.ts';

const seeds: readonly ((path: string) => string)[] = [
  (path) => `GET ${path}?a=1 HTTP/1.1\r\nHost: fuzz.test\r\nAccept: */*\r\nX-A: some value\r\n\r\n`,
  (path) =>
    `POST ${path} HTTP/1.1\r\nHost: fuzz.test:80\r\nContent-Length: 11\r\nContent-Type: text/plain\r\n\r\nhello world`,
  (path) =>
    `PUT ${path} HTTP/1.1\r\nHost: fuzz.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n`,
  (path) =>
    `PUT ${path} HTTP/1.1\r\nHost: fuzz.test\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\nb\r\nhello world\r\n0\r\nX-T: 1\r\n\r\n`,
  (path) => `POST ${path} HTTP/1.1\r\nHost: fuzz.test\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab`,
  (path) => `GET http://fuzz.test${path} HTTP/1.1\r\nHost: fuzz.test\r\nConnection: keep-alive, X-B\r\nX-B: 1\r\n\r\n`,
  (path) => `GET ${path} HTTP/1.0\r\nHost: fuzz.test\r\nConnection: keep-alive\r\n\r\n`,
];

const tokens = [
  '\r\n',
  '\n',
  '\r',
  '\r\n ',
  '\0',
  ':',
  ' ',
  '\t',
  ',',
  ';',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: identity\r\n',
  'Host: other\r\n',
  'Connection: close\r\n',
  '0\r\n\r\n',
  'chunked',
  'HTTP/1.0',
  '%00',
  '..',
  '\xff',
];

/** A request of some usual form, changed in a few places at random. It holds at most one request. */
export function mutate(path: string, random: SeededRandom): string {
  let text = seeds[random.below(seeds.length)]!(path);
  for (let changes = 1 + random.below(3); changes > 0; changes -= 1) text = changed(text, random);
  return text;
}

function changed(text: string, random: SeededRandom): string {
  const at = random.below(text.length);
  const before = text.slice(0, at);
  const after = text.slice(at);
  switch (random.below(6)) {
    case 0:
      return before + tokens[random.below(tokens.length)] + after;
    case 1:
      return before + after.slice(1 + random.below(3));
    case 2:
      return before + String.fromCharCode(random.below(256)) + after.slice(1);
    case 3:
      return before + after.slice(0, 1 + random.below(8)) + after;
    case 4:
      return swapLines(text, random);
    default:
      return random.below(8) === 0
        ? before
        : before + String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(8))) + after.slice(1);
  }
}

function swapLines(text: string, random: SeededRandom): string {
  const lines = text.split('\r\n');
  const [one, two] = [random.below(lines.length), random.below(lines.length)];
  [lines[one], lines[two]] = [lines[two]!, lines[one]!];
  return lines.join('\r\n');
}
