import type { AiRequest } from '../ai-request.ts';
import { anthropicCounts } from '../usage/anthropic-counts.ts';
import { usageOfCounts } from '../usage/counts.ts';
import { anthropicErrorBody, anthropicErrorEvent } from './anthropic-error.ts';
import { AnthropicReader } from './anthropic-reader.ts';
import { anthropicAnswerTexts, anthropicTexts } from './anthropic-texts.ts';
import type { Dialect } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { flagField, objectsField, textField, wholeField } from './field-readers.ts';
import { readJson } from './json/read-json.ts';
import { textOf } from './json/values.ts';
import { writeModelAndTexts } from './written.ts';

/** Messages of Anthropic. */
export const anthropicMessages: Dialect = {
  name: 'anthropic-messages',
  family: 'anthropic',
  // OpenAI has messages too, in its threads.
  takes: (path) => path.endsWith('/messages') && !path.includes('/threads/'),
  read: (content) => readAnthropic(content, anthropicMessages),
  write: writeModelAndTexts,
  pathFor: (path) => path,
  texts: anthropicTexts,
  answerTexts: anthropicAnswerTexts,
  usageOf: (json) => usageOfCounts(anthropicCounts(json['usage'])),
  answeredModel: (json) => textOf(json['model']),
  errorOf: (json) => errorIn(json['error']),
  reader: () => new AnthropicReader(),
  errorBody: anthropicErrorBody,
  errorEvent: anthropicErrorEvent,
};

/** Reads a request with messages of Anthropic for one of its dialects. */
export function readAnthropic(content: Uint8Array, dialect: Dialect): AiRequest {
  const json = readJson(content);
  objectsField(json, 'messages');
  return {
    dialect,
    content,
    json,
    model: textField(json, 'model'),
    stream: flagField(json, 'stream'),
    maxOutput: wholeField(json, 'max_tokens', 0),
    choices: 1,
  };
}
