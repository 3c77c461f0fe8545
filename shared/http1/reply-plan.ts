import type { Reply } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import { isBodiless, type RequestHead } from '../http/head.ts';
import { type ReplyFraming, replyHead } from './reply-head.ts';

/** How the end of this reply is marked for this client (RFC 9112 §6). */
export function replyFraming({ head, body }: Reply, { method, version }: RequestHead): ReplyFraming {
  if (method === 'HEAD' || isBodiless(head.status)) return 'none';
  if (body === null || body.length !== undefined) return 'length';
  return version === '1.1' ? 'chunked' : 'close';
}

/** The head of a final reply as one text. Throws an `internal` fault when it cannot be written. */
export function finalHead(reply: Reply, { framing, persists, isOld, date }: ReplyPlan): string {
  const { status } = reply.head;
  if (status < 200) throw new Fault('internal', { detail: `final status ${status}` });
  const connection = persists ? (isOld ? 'keep-alive' : undefined) : 'close';
  return replyHead(reply.head, { framing, contentLength: contentLength(reply, framing), connection, date });
}

/** What was decided of a reply before its head is written. */
export interface ReplyPlan {
  readonly framing: ReplyFraming;
  readonly persists: boolean;
  /** Whether the client speaks HTTP/1.0, where connections that persist are the exception. */
  readonly isOld: boolean;
  readonly date: string;
}

/**
 * The `content-length` to write. A body that follows decides alone; where none may follow (HEAD, 304), what the reply
 * says of the body it stands for is kept.
 */
export function contentLength({ head, body }: Reply, framing: ReplyFraming): number | string | undefined {
  if (framing === 'length') return body === null ? 0 : body.length;
  if (framing !== 'none' || head.status === 204) return undefined;
  return head.headers.get('content-length') ?? body?.length;
}
