import type { AiRequest, TextPiece } from '../ai-request.ts';
import type { JsonObject } from '../json.ts';
import { usageOfCounts } from '../usage/counts.ts';
import { openaiCounts } from '../usage/openai-counts.ts';
import { TextCollector } from './deep-texts.ts';
import type { Dialect } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { neededField, textField } from './field-readers.ts';
import { readJson } from './json/read-json.ts';
import { textOf } from './json/values.ts';
import { ChatReader } from './openai-chat-reader.ts';
import { openaiErrorBody, openaiErrorEvent } from './openai-error.ts';
import { deploymentIn, withDeployment, writeOpenai } from './openai-requests.ts';

/** Embeddings of OpenAI. Their answer has no words and no tokens of output. */
export const openaiEmbeddings: Dialect = {
  name: 'openai-embeddings',
  family: 'openai',
  takes: (path) => path.endsWith('/embeddings'),
  read,
  write: writeOpenai,
  pathFor: withDeployment,
  texts,
  answerTexts: () => [],
  usageOf: (json) => usageOfCounts(openaiCounts(json['usage'])),
  answeredModel: (json) => textOf(json['model']),
  errorOf: (json) => errorIn(json['error']),
  reader: () => new ChatReader(),
  errorBody: openaiErrorBody,
  errorEvent: openaiErrorEvent,
};

function read(content: Uint8Array, path: string): AiRequest {
  const json = readJson(content);
  neededField(json, 'input');
  const model = deploymentIn(path) ?? textField(json, 'model');
  return { dialect: openaiEmbeddings, content, json, model, stream: false, maxOutput: 0, choices: 1 };
}

function texts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  found.content('user', json['input'], ['input']);
  return found.pieces;
}
