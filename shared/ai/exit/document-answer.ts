import type { Answered, Exchange } from '../../engine/exchange.ts';
import type { Reply } from '../../engine/reply.ts';
import { Fault } from '../../errors/fault.ts';
import type { Body } from '../../http/body.ts';
import { BytesBody } from '../../http/bytes-body.ts';
import { tapBody } from '../../http/tapped-body.ts';
import { readAnswer } from '../dialects/json/read-answer.ts';
import { openaiEmbeddings } from '../dialects/openai-embeddings.ts';
import { outcomeOfFault, withoutAnswer } from './answer-end.ts';
import { mayHoldText } from './answer-kind.ts';
import type { AnswerParts } from './answer-parts.ts';
import { type ReadDocument, readDocument } from './document.ts';
import { documentEnd } from './document-end.ts';
import { guardDocument } from './guard-document.ts';
import { guardText } from './guard-text.ts';
import { TextBytes } from './text-bytes.ts';
import { isTranslated, translatedDocument } from './translated-document.ts';

/**
 * The answer to a client of one JSON document. It is read before it is sent: an error that stands in a 200 gets the
 * status it stands for, guards see it whole, and the head tells what is left after it.
 */
export async function documentAnswer(body: Body, answered: number, parts: AnswerParts): Promise<Reply> {
  const { inference, asked, settlement, admission, headers } = parts;
  const document = await readDocument(body, inference.maxAnswerBytes);
  headers.delete('content-length');
  if (document.kind === 'long') {
    passUnread(document.body, parts);
    return unreadAnswer(document.body, answered, parts);
  }
  const { json } = document;
  if (json === undefined && isTranslated(parts)) throw unreadable();
  const error = json && asked.dialect.errorOf(json);
  if (error) {
    const [reported, model] = [asked.dialect.usageOf(json), asked.dialect.answeredModel(json)];
    settlement.close({ ...withoutAnswer('error'), reported, model });
    admission?.tell(headers);
    const status = error.status >= 400 ? error.status : 502;
    return whole(status, await guarded(withoutKey(document, parts), status, parts), parts);
  }
  settlement.close(documentEnd(document, parts));
  admission?.tell(headers);
  const left = guarded(document, answered, parts);
  return whole(answered, left instanceof Promise ? await left : left, parts);
}

/** An error without the key of the upstream. */
function withoutKey(document: ReadDocument, { hidden }: AnswerParts): ReadDocument {
  const content = hidden?.bytes(document.content) ?? document.content;
  return content === document.content ? document : { kind: 'read', content, json: readAnswer(content) };
}

/** What guards leave of a document. */
function guarded(document: ReadDocument, status: number, parts: AnswerParts): Uint8Array | Promise<Uint8Array> {
  const exchange: Exchange = parts.exchange;
  exchange.answered({ status, headers: parts.headers });
  return parts.inference.guards.length === 0 ? document.content : judged(document, status, parts);
}

async function judged({ content, json }: ReadDocument, status: number, parts: AnswerParts): Promise<Uint8Array> {
  const exchange: Exchange = parts.exchange;
  // What is cut out of a whole may begin and end within a find.
  if (status === 206) passUnread(undefined, parts);
  const judge = json ? guardDocument(content, json, parts, exchange as Answered) : guardedText(content, status, parts);
  const bytes = await judge;
  // They tell of what was taken away.
  if (bytes !== content) for (const name of checksums) parts.headers.delete(name);
  return bytes;
}

/** What guards leave of what is no JSON object. */
async function guardedText(content: Uint8Array, status: number, parts: AnswerParts): Promise<Uint8Array> {
  const exchange: Exchange = parts.exchange;
  if (content.byteLength === 0 || !parts.inference.guards.some((guard) => guard.response || guard.mustRead))
    return content;
  const bytes = await guardText(content, parts, exchange as Answered);
  if (bytes === undefined) passUnread(undefined, parts, status);
  return bytes ?? content;
}

/** Throws where an answer that nobody can read does not pass the guards; the status of a refusal stays what it is. */
function passUnread(body: Body | undefined, { inference, exchange }: AnswerParts, status = 200): void {
  const blocking = inference.guards.filter((guard) => guard.mustRead && !guard.passUnread?.(exchange));
  if (blocking.length === 0) return;
  const fault = new Fault('guardrail_unavailable', {
    ...(status >= 400 && { status }),
    detail: 'the answer cannot be read, or is longer than may be read',
  });
  body?.cancel(fault);
  throw fault;
}

/**
 * An answer that goes on as it comes, unread: something else than JSON, or too long. A client of another API could not
 * read it, and gets an error. It is charged as it was expected to be, or by its length where that is more.
 */
export function unreadAnswer(body: Body, status: number, parts: AnswerParts): Reply {
  const { settlement, headers, admission, request } = parts;
  if (isTranslated(parts)) {
    const fault = unreadable();
    body.cancel(fault);
    throw fault;
  }
  admission?.tell(headers);
  const isAnswer = request.content.byteLength > 0;
  const bytes = new TextBytes();
  const isCounted = isAnswer && request.dialect !== openaiEmbeddings && mayHoldText({ status, headers });
  const tapped = tapBody(body, {
    chunk: (chunk) => void (isCounted && bytes.add(chunk)),
    closed(fault) {
      const outcome = fault ? outcomeOfFault(fault) : 'completed';
      const unread = { hasContent: isAnswer, isUnread: isAnswer, countedOutput: bytes.tokens };
      settlement.close({ ...withoutAnswer(outcome), ...unread });
    },
  });
  return { head: { status, headers }, body: tapped };
}

/**
 * What an upstream says without asking a model, in the dialect of the client: refusals, which may quote what a model said,
 * and what is kept there of answers given before. Guards see it.
 */
export async function plainAnswer(body: Body, status: number, parts: AnswerParts): Promise<Reply> {
  const { headers, inference } = parts;
  const mustRead = inference.guards.some((guard) => guard.mustRead);
  if (!isTranslated(parts) && !mustRead) return { head: { status, headers }, body };
  const document = await readDocument(body, inference.maxAnswerBytes);
  if (document.kind === 'read') return whole(status, await guarded(document, status, parts), parts);
  if (!isTranslated(parts)) {
    passUnread(document.body, parts, status);
    return { head: { status, headers }, body: document.body };
  }
  document.body.cancel(new Fault('upstream_bad_response', { detail: 'a refusal longer than may be read' }));
  return whole(status, none, parts);
}

function whole(status: number, content: Uint8Array, parts: AnswerParts): Reply {
  const { headers } = parts;
  const body = new BytesBody(isTranslated(parts) ? translatedDocument(content, status, parts) : content);
  headers.set('content-length', String(body.length));
  return { head: { status, headers }, body };
}

function unreadable(): Fault {
  return new Fault('upstream_model_error', { detail: 'an answer that cannot be read cannot be translated' });
}

const none = new Uint8Array(0);
const checksums = ['etag', 'content-md5', 'digest', 'content-digest', 'repr-digest'];
