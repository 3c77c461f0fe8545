import type { AiRequest } from '../ai-request.ts';
import type { JsonObject } from '../json.ts';
import { usageOfCounts } from '../usage/counts.ts';
import { openaiCounts } from '../usage/openai-counts.ts';
import type { AiError, Dialect } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { flagField, textField, wholeField } from './field-readers.ts';
import { badRequest, readJson } from './json/read-json.ts';
import { isList, textOf } from './json/values.ts';
import { openaiErrorBody } from './openai-error.ts';
import { ResponsesReader } from './openai-responses-reader.ts';
import { responsesAnswerTexts, responsesTexts } from './openai-responses-texts.ts';
import { writeModelAndTexts } from './written.ts';

/** Responses of OpenAI. */
export const openaiResponses: Dialect = {
  name: 'openai-responses',
  family: 'openai',
  takes: (path) => path.endsWith('/responses'),
  read,
  write: writeModelAndTexts,
  pathFor: (path) => path,
  texts: responsesTexts,
  answerTexts: responsesAnswerTexts,
  usageOf: (json) => usageOfCounts(openaiCounts(json['usage'])),
  answeredModel: (json) => textOf(json['model']),
  errorOf: (json) => errorIn(json['error']),
  reader: () => new ResponsesReader(),
  errorBody: openaiErrorBody,
  errorEvent,
};

function read(content: Uint8Array): AiRequest {
  const json = readJson(content);
  // Absent where a stored prompt or an earlier response says it all.
  const input = json['input'] ?? undefined;
  if (input !== undefined && typeof input !== 'string' && !isList(input)) {
    throw badRequest('`input` must be a string or a list.');
  }
  return {
    dialect: openaiResponses,
    content,
    json,
    model: textField(json, 'model'),
    stream: flagField(json, 'stream'),
    maxOutput: wholeField(json, 'max_output_tokens', 0),
    choices: 1,
  };
}

/** The `error` event of the protocol; with `error` in it too, at which clients throw in place of handing it on. */
function errorEvent(error: AiError, after = -1): string {
  const { code, message } = error;
  const place = { param: null, sequence_number: after + 1 };
  const body: JsonObject = { type: 'error', code, message, ...place, ...openaiErrorBody(error) };
  return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
}
