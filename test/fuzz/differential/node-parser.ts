import { requestText, steering } from './our-requests.ts';
import { type ConnectionReading, fieldText, type MessageReading, newReading } from './reading.ts';

/** What the parser under `node:http` reads as requests, were every one answered at once. */
export function nodeRequests(bytes: Uint8Array): ConnectionReading {
  const reading: ConnectionReading = { messages: [], refusal: undefined };
  let rest = bytes;
  for (;;) {
    const read = run(HTTPParser.REQUEST, rest, reading, headOfRequest, asUsual);
    // After a request to switch protocols it stops; a server that does not switch reads on.
    if (read === 0 || read >= rest.length || reading.refusal !== undefined) return reading;
    // Within the content of such a request it keeps its refusals to itself.
    if (reading.messages.at(-1)?.isWhole === false) return reading;
    rest = rest.subarray(read);
  }
}

/** What the parser under `node:http` reads as the answer to one request with this method. */
export function nodeResponses(bytes: Uint8Array, method: string): ConnectionReading {
  const reading: ConnectionReading = { messages: [], refusal: undefined };
  run(HTTPParser.RESPONSE, bytes, reading, headOfResponse, (status) =>
    method === 'HEAD' && status >= 200 ? withoutContent : asUsual(),
  );
  const final = reading.messages.findIndex(({ head }) => !/^1(?!01)/.test(head));
  // One request has one answer: what follows it belongs to nobody.
  if (final !== -1) reading.messages.length = final + 1;
  return reading;
}

/** Answers how many bytes were taken. */
function run(
  kind: number,
  bytes: Uint8Array,
  reading: ConnectionReading,
  headOf: HeadText,
  onHead: (status: number) => number,
): number {
  let now: MessageReading | undefined;
  let flat: string[] = [];
  let url = '';
  parser.initialize(kind, {});
  parser[HTTPParser.kOnMessageBegin] = () => {
    now = undefined;
    flat = [];
    url = '';
  };
  parser[HTTPParser.kOnHeaders] = (more: string[], target: string) => {
    flat.push(...more);
    url += target;
  };
  parser[HTTPParser.kOnHeadersComplete] = (major, minor, all, method, target, status) => {
    const fields = all ?? flat;
    now = newReading(headOf(`${major}.${minor}`, method ?? -1, target ?? url, status ?? 0, fields));
    flat = [];
    reading.messages.push(now);
    return onHead(status ?? 0);
  };
  parser[HTTPParser.kOnBody] = (chunk: Uint8Array) => {
    now!.content += Buffer.from(chunk).toString('latin1');
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    if (now === undefined) return;
    now.isWhole = true;
    now.trailers = fieldText(flat);
  };
  const result = parser.execute(bytes);
  if (result instanceof Error) {
    reading.refusal = (result as Error & { code: string }).code;
    return 0;
  }
  if (result >= bytes.length) parser.finish();
  return result;
}

const headOfRequest: HeadText = (version, method, target, _status, flat) =>
  requestText(
    { method: methods[method] ?? 'QUERY', version: version as '1.1' },
    withoutOrigin(target, methods[method] ?? 'QUERY'),
    fieldText(flat, steering),
  );

const headOfResponse: HeadText = (_version, _method, _target, status, flat) => `${status}\n${fieldText(flat)}`;

/** Path and query of a target, as a server that is not a forward proxy understands it. */
function withoutOrigin(target: string, method: string): string {
  const rest = target.replace(/^https?:\/\/[^/?]*/i, '');
  if (rest === target) return target;
  if (rest === '') return method === 'OPTIONS' ? '*' : '/';
  return rest.startsWith('?') ? `/${rest}` : rest;
}

type HeadText = (version: string, method: number, target: string, status: number, flat: readonly string[]) => string;

/** The parser of Node's HTTP modules, which has no public name. */
interface NodeParser {
  initialize(kind: number, resource: object): void;
  execute(bytes: Uint8Array): number | Error;
  finish(): undefined | Error;
  [callback: number]: (...args: never[]) => unknown;
}

interface NodeParserClass {
  new (): NodeParser;
  readonly REQUEST: number;
  readonly RESPONSE: number;
  readonly kOnMessageBegin: 0;
  readonly kOnHeaders: 1;
  readonly kOnHeadersComplete: 2;
  readonly kOnBody: 3;
  readonly kOnMessageComplete: 4;
}

const { HTTPParser, methods } = process.getBuiltinModule('_http_common' as 'http') as unknown as {
  readonly HTTPParser: NodeParserClass;
  /** Names by their number; the one it knows and does not list is QUERY. */
  readonly methods: readonly string[];
};
const parser = new HTTPParser();

/** What `kOnHeadersComplete` answers. */
const asUsual = (): number => 0;
const withoutContent = 1;
