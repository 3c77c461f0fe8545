import type { ResponseHead } from '../../http/head.ts';
import type { AiRequest } from '../ai-request.ts';
import { type EventFormat, eventFormatOf, streamFormatOf } from '../events/event-formats.ts';
import { rememberingLast } from '../remembering-last.ts';

/** What came back: no answer (an error of the upstream, or its word to go elsewhere), events, a document, or what is not read. */
export type AnswerKind =
  | { readonly kind: 'refusal' | 'document' | 'unread' }
  | { readonly kind: 'stream'; readonly format: EventFormat };

/** Whether an answer that announces no JSON may hold text all the same: sounds and pictures do not. */
export function mayHoldText({ headers }: ResponseHead): boolean {
  return !/^\s*(?:audio|image|video)\//i.test(headers.get('content-type') ?? '');
}

/** Tells by status and content type. */
export function answerKind({ status, headers }: ResponseHead, { content, stream, dialect }: AiRequest): AnswerKind {
  if (status >= 400) return refusal;
  if (content.byteLength > 0 && (status < 200 || status >= 300)) return refusal;
  if (content.byteLength === 0) return unread;
  const type = headers.get('content-type');
  // Gemini alone streams documents.
  const format = stream && dialect.name === 'gemini' ? streamFormatOf(type) : eventFormatOf(type);
  if (format) return { kind: 'stream', format };
  return type !== undefined && announcesJson(type) ? document : unread;
}

const announcesJson = rememberingLast((contentType) => contentType.toLowerCase().includes('json'));

const [refusal, document, unread] = [{ kind: 'refusal' }, { kind: 'document' }, { kind: 'unread' }] as const;
