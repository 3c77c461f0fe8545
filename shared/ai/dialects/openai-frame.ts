import { usageOfCounts } from '../usage/counts.ts';
import { openaiCounts } from '../usage/openai-counts.ts';
import type { Dialect } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { textOf } from './json/values.ts';
import { ChatReader } from './openai-chat-reader.ts';
import { openaiErrorBody, openaiErrorEvent } from './openai-error.ts';
import { withDeployment, writeOpenai } from './openai-requests.ts';

/** What the endpoints of OpenAI have in common whose streams come in chunks. */
export const openaiFrame = {
  family: 'openai',
  write: writeOpenai,
  pathFor: withDeployment,
  usageOf: (json) => usageOfCounts(openaiCounts(json['usage'])),
  answeredModel: (json) => textOf(json['model']),
  errorOf: (json) => errorIn(json['error']),
  reader: (asked) => new ChatReader(asked?.choices),
  errorBody: openaiErrorBody,
  errorEvent: openaiErrorEvent,
} as const satisfies Omit<Dialect, 'name' | 'takes' | 'read' | 'texts' | 'answerTexts'>;
