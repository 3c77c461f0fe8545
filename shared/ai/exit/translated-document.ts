import { objectIn } from '../dialects/json/values.ts';
import { translateAnswer, translateError } from '../translate/translate-answer.ts';
import type { AnswerParts } from './answer-parts.ts';
import { untranslatedHeader } from './untranslated-header.ts';

/** Whether the upstream answers in another dialect than that of the client. */
export function isTranslated({ request, asked }: Pick<AnswerParts, 'request' | 'asked'>): boolean {
  return request.dialect.name !== asked.dialect.name;
}

/** A document of the upstream, an answer or an error, as the client expects it. */
export function translatedDocument(content: Uint8Array, status: number, parts: AnswerParts): Uint8Array {
  const { request, asked, inference, headers } = parts;
  const json = objectIn(decoder.decode(content));
  headers.set('content-type', 'application/json');
  if (status >= 400 || json === undefined) {
    return encoder.encode(JSON.stringify(translateError(json, status, asked.dialect, request.dialect)));
  }
  const { json: answer, lost } = translateAnswer(json, request.dialect, inference.platform.clock.now());
  untranslatedHeader(headers, lost);
  return encoder.encode(JSON.stringify(answer));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
