import type { AnswerEnd } from './answer-end.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { ReadDocument } from './document.ts';
import { isPending } from './is-pending.ts';
import { OutputCount } from './output-count.ts';
import { TextBytes } from './text-bytes.ts';

/** What an answer in one piece says of what it used. One that nobody can read, and one to come later, is estimated. */
export function documentEnd(
  { content, json }: ReadDocument,
  { inference, asked }: Pick<AnswerParts, 'inference' | 'asked'>,
): AnswerEnd {
  const { dialect } = asked;
  if (json === undefined) return unreadEnd(content);
  const reported = dialect.usageOf(json);
  const counted = new OutputCount(inference.estimator, asked.model);
  if (!reported || reported.lacksOutput) for (const { text } of dialect.answerTexts(json)) counted.add(text);
  return {
    outcome: 'completed',
    reported,
    model: dialect.answeredModel(json),
    hasContent: true,
    countedOutput: counted.total(),
    isUnread: !reported && isPending(json),
  };
}

function unreadEnd(content: Uint8Array): AnswerEnd {
  const bytes = new TextBytes();
  bytes.add(content);
  return {
    ...{ outcome: 'completed', reported: undefined, model: undefined, hasContent: true },
    ...{ countedOutput: bytes.tokens, isUnread: content.byteLength > 0 },
  };
}
