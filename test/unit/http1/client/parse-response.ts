import { Buffer } from 'node:buffer';
import { Fault } from '../../../../shared/errors/fault.ts';
import { defaultResponseLimits, type ResponseLimits } from '../../../../shared/http1/client/response-limits.ts';
import { ResponseParser } from '../../../../shared/http1/client/response-parser.ts';

/** Everything a parser made of some bytes. */
export interface Parsed {
  heads: { status: number; flat: string[] }[];
  content: string;
  trailers: string[] | undefined;
  isDone: boolean;
  persists: boolean | undefined;
  /** What came after the answer. */
  rest: string;
  /** Code and reason when it was refused. */
  refused: string | undefined;
}

/** Parses an answer that arrives in the given pieces; `closes` when the other side then closes. */
export function parseResponse(
  pieces: readonly string[],
  { method = 'GET', closes = false, limits = defaultResponseLimits }: ParseOptions = {},
): Parsed {
  const parsed: Parsed = {
    heads: [],
    content: '',
    trailers: undefined,
    isDone: false,
    persists: undefined,
    rest: '',
    refused: undefined,
  };
  const parser = new ResponseParser(limits);
  parser.begin(method);
  try {
    for (const piece of pieces) take(parser, parsed, Uint8Array.from(Buffer.from(piece, 'latin1')));
    if (closes && !parsed.isDone) parsed.isDone = parser.endOfInput();
  } catch (error) {
    const fault = Fault.from(error);
    parsed.refused = `${fault.code}: ${fault.detail}`;
  }
  return parsed;
}

export interface ParseOptions {
  readonly method?: string;
  readonly closes?: boolean;
  readonly limits?: ResponseLimits;
}

function take(parser: ResponseParser, parsed: Parsed, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) {
    if (parsed.isDone) {
      parsed.rest += Buffer.from(bytes.subarray(at)).toString('latin1');
      return;
    }
    if (isHeadDue(parsed)) {
      const next = parser.readHead(bytes, at);
      if (next === -1) return;
      at = next;
      parsed.heads.push({ status: parser.status, flat: parser.headers.flat });
    } else {
      at = parser.readContent(bytes, at);
      parsed.content += Buffer.from(parser.piece ?? []).toString('latin1');
    }
    if (parser.isDone) finish(parser, parsed);
  }
}

function isHeadDue({ heads }: Parsed): boolean {
  const last = heads.at(-1);
  return last === undefined || (last.status < 200 && last.status !== 101);
}

function finish(parser: ResponseParser, parsed: Parsed): void {
  parsed.isDone = true;
  parsed.persists = parser.framing.persists;
  parsed.trailers = parser.trailers?.flat;
}
