import { Fault } from '../errors/fault.ts';
import type { ResponseHead } from '../http/head.ts';
import { reasonOf } from '../http/reason.ts';
import { badValueAt, isToken } from './characters.ts';
import { commonStart } from './field-name.ts';

/** How the end of a reply's body is marked. */
export type ReplyFraming = 'none' | 'length' | 'chunked' | 'close';

/** What the writer adds to the fields of a reply. */
export interface ReplyFields {
  readonly framing: ReplyFraming;
  /** Value of `content-length`; `undefined` writes none. */
  readonly contentLength: number | string | undefined;
  /** Value of `connection`; `undefined` writes none. */
  readonly connection: 'close' | 'keep-alive' | 'upgrade' | undefined;
  /** Value of `date` when the reply has none of its own. */
  readonly date: string | undefined;
}

/**
 * The head of a reply as one text. Framing and connection fields of the list are left out, and written anew from
 * `added`. Throws an `internal` fault when a field could be read as something else on the wire.
 */
export function replyHead({ status, headers }: ResponseHead, added: ReplyFields): string {
  const { flat, lead } = headers;
  // What a switch of protocols says of its connection is not for other replies.
  const led = added.connection !== 'upgrade' && lead?.leads(flat) ? lead.flat.length : 0;
  let text = statusLine(status);
  if (led > 0) text += lead!.text(leadText);
  for (let i = led; i < flat.length; i += 2) {
    if (!isOurs(flat[i]!, added)) text = withField(text, flat[i]!, flat[i + 1]!);
  }
  if (added.date !== undefined && !headers.has('date')) text = `${text}\r\ndate: ${added.date}`;
  const end = added.connection === undefined ? '\r\n\r\n' : `\r\nconnection: ${added.connection}\r\n\r\n`;
  if (added.framing === 'chunked') return `${text}\r\ntransfer-encoding: chunked${end}`;
  return added.contentLength === undefined ? text + end : `${text}\r\ncontent-length: ${added.contentLength}${end}`;
}

/** Fields that came of an upstream as one piece, which is put into many heads. */
function leadText(flat: readonly string[]): string {
  const pieces: string[] = [];
  for (let i = 0; i < flat.length; i += 2)
    if (!isOurs(flat[i]!, noFields)) pieces.push(withField('', flat[i]!, flat[i + 1]!));
  return pieces.join('');
}

/** The head of an informational answer as one text. */
export function informationHead(head: ResponseHead): string {
  return replyHead(head, noFields);
}

/** The text, whose last line has no end yet, with one more line for a field. Throws where {@link checkField} does. */
export function withField(text: string, name: string, value: string): string {
  const start = commonStart(name);
  if (start === undefined || badValueAt(value, 0, value.length) !== -1) checkField(name, value);
  return text + (start ?? `\r\n${name}: `) + value;
}

/** Refuses what would end a line early, or is no field at all. */
export function checkField(name: string, value: string): void {
  if (isToken(name) && badValueAt(value, 0, value.length) === -1) return;
  throw new Fault('internal', { detail: `unwritable field ${JSON.stringify(name)}` });
}

function isOurs(name: string, added: ReplyFields): boolean {
  switch (name) {
    case 'connection':
    case 'content-length':
    case 'keep-alive':
    case 'proxy-connection':
    case 'transfer-encoding':
      return true;
    case 'upgrade':
      return added.connection !== 'upgrade';
    case 'trailer':
      return added.framing !== 'chunked';
    default:
      return false;
  }
}

function statusLine(status: number): string {
  if (status === 200) return 'HTTP/1.1 200 OK';
  if (Number.isInteger(status) && status >= 100 && status <= 999) return `HTTP/1.1 ${status} ${reasonOf(status)}`;
  throw new Fault('internal', { detail: `status ${status}` });
}

const noFields: ReplyFields = { framing: 'none', contentLength: undefined, connection: undefined, date: undefined };
