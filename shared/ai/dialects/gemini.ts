import type { AiRequest } from '../ai-request.ts';
import type { JsonObject } from '../json.ts';
import { unused, usageOfCounts } from '../usage/counts.ts';
import { geminiCounts } from '../usage/gemini-counts.ts';
import type { ReportedUsage } from '../usage.ts';
import type { Dialect } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { objectField, wholeField } from './field-readers.ts';
import { geminiErrorBody, geminiErrorEvent } from './gemini-error.ts';
import { geminiEndpoint, withGeminiModel } from './gemini-path.ts';
import { GeminiReader } from './gemini-reader.ts';
import { geminiAnswerTexts, geminiTexts } from './gemini-texts.ts';
import { badRequest, readJson } from './json/read-json.ts';
import { isObject, textOf } from './json/values.ts';
import { textChanges, withChanges } from './written.ts';

/** Gemini of Google, at its own address and at Vertex: model and kind of answer stand in the path. */
export const gemini: Dialect = {
  name: 'gemini',
  family: 'gemini',
  takes: (path) => geminiEndpoint(path) !== undefined,
  read,
  write: (request, { model, texts }) => {
    const written = withChanges(request, textChanges(texts));
    return model === undefined ? written : { ...written, model };
  },
  pathFor: withGeminiModel,
  texts: geminiTexts,
  answerTexts: geminiAnswerTexts,
  usageOf,
  answeredModel: (json) => textOf(json['modelVersion']),
  errorOf: (json) => errorIn(json['error']),
  reader: () => new GeminiReader(),
  errorBody: geminiErrorBody,
  errorEvent: geminiErrorEvent,
};

/** Methods whose answer is written by the model; the others count or embed. */
const answering = new Set(['generateContent', 'streamGenerateContent']);

function read(content: Uint8Array, path: string): AiRequest {
  const json = readJson(content);
  const endpoint = geminiEndpoint(path);
  const method = endpoint?.method ?? '';
  const isAnswering = answering.has(method);
  if (isAnswering && !Array.isArray(json['contents'])) throw badRequest('`contents` must be a list.');
  const config = eitherObject(json, 'generationConfig', 'generation_config');
  return {
    dialect: gemini,
    content,
    json,
    model: endpoint?.model,
    stream: method === 'streamGenerateContent',
    maxOutput: isAnswering ? eitherWhole(config, 'maxOutputTokens', 'max_output_tokens', 0) : 0,
    choices: eitherWhole(config, 'candidateCount', 'candidate_count', 1) ?? 1,
    isFree: method === 'countTokens',
  };
}

/** An answer of `countTokens` costs nothing, and that is known. */
function usageOf(json: JsonObject): ReportedUsage | undefined {
  const isCount = json['candidates'] === undefined && typeof json['totalTokens'] === 'number';
  return isCount ? unused : usageOfCounts(geminiCounts(json['usageMetadata']));
}

/** Fields may be spelled either way; where both stand, it is not known which one counts. */
function eitherObject(json: JsonObject, camel: string, snake: string): JsonObject {
  const [first, second] = [objectField(json, camel), objectField(json, snake)];
  if (isObject(first) && isObject(second)) throw badRequest(`\`${camel}\` stands twice in the request.`);
  return first ?? second ?? {};
}

function eitherWhole(json: JsonObject, camel: string, snake: string, min: number): number | undefined {
  const [first, second] = [wholeField(json, camel, min), wholeField(json, snake, min)];
  return first === undefined || second === undefined ? (first ?? second) : Math.max(first, second);
}
