import type { Answered } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import { parseJson } from '../dialects/json/parse-json.ts';
import { withTexts } from '../dialects/written.ts';
import type { GuardVerdict } from '../guardrails/guard.ts';
import { answerTexts, withoutExcerpts } from '../guardrails/text/answer-texts.ts';
import type { JsonObject } from '../json.ts';
import type { AnswerParts } from './answer-parts.ts';
import { blockedAs } from './error-answer.ts';

/** The bytes of an answer after all guards have looked at it. Throws `Fault('guardrail_blocked')`. */
export async function guardDocument(
  content: Uint8Array,
  json: JsonObject,
  { inference, request, asked }: Pick<AnswerParts, 'inference' | 'request' | 'asked'>,
  exchange: Answered,
): Promise<Uint8Array> {
  let bytes = content;
  let read = json;
  for (const guard of inference.guards) {
    const watching = guard.response?.(exchange, request);
    if (!watching) continue;
    const texts = answerTexts(read, asked.dialect);
    const verdict = await watching.whole(texts);
    if (verdict.kind === 'block') throw blocked(exchange, verdict);
    if (verdict.kind !== 'replace') continue;
    bytes = withTexts(bytes, withoutExcerpts(texts, verdict.texts));
    read = parseJson(decoder.decode(bytes)) as JsonObject;
  }
  return bytes;
}

/** The fault of a request or an answer that a guard does not let through. */
export function blocked(
  exchange: Pick<Answered, 'set'>,
  { status, code, message }: Extract<GuardVerdict, { readonly kind: 'block' }>,
): Fault {
  exchange.set(blockedAs, code);
  return new Fault('guardrail_blocked', { status, text: message, detail: code });
}

const decoder = new TextDecoder();
