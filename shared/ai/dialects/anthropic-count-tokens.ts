import { unused } from '../usage/counts.ts';
import { anthropicMessages, readAnthropic } from './anthropic-messages.ts';
import type { Dialect } from './dialect.ts';

/** Counts the tokens of messages of Anthropic. It costs none, so its usage is nothing, and that is known. */
export const anthropicCountTokens: Dialect = {
  ...anthropicMessages,
  name: 'anthropic-count-tokens',
  takes: (path) => path.endsWith('/messages/count_tokens'),
  read: (content) => ({ ...readAnthropic(content, anthropicCountTokens), stream: false, maxOutput: 0, isFree: true }),
  answerTexts: () => [],
  usageOf: () => unused,
  answeredModel: () => undefined,
};
