import type { AiRequest, TextPiece } from '../ai-request.ts';
import type { JsonObject } from '../json.ts';
import { usageOfCounts } from '../usage/counts.ts';
import { genericCounts } from '../usage/generic-counts.ts';
import { anthropicErrorBody, anthropicErrorEvent } from './anthropic-error.ts';
import type { Dialect } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { geminiErrorBody, geminiErrorEvent } from './gemini-error.ts';
import { geminiModel, withGeminiModel } from './gemini-path.ts';
import { formBody, type GenericBody, readGenericBody } from './generic-body.ts';
import { GenericReader } from './generic-reader.ts';
import { genericAnswerTexts, genericTexts } from './generic-texts.ts';
import { isList, isObject, objectOf, textOf } from './json/values.ts';
import { openaiErrorBody, openaiErrorEvent } from './openai-error.ts';
import { deploymentIn, withDeployment } from './openai-requests.ts';
import { writers } from './write-generic.ts';
import { writeModelAndTexts } from './written.ts';

/**
 * Whatever has no dialect of its own, read by the names that most use: JSON of any kind, forms and text. What can be read
 * as none of them goes on unread, and its `json` is empty. Errors are told as OpenAI does.
 */
export const generic: Dialect = genericOf('generic');

/** The generic dialect at an endpoint of a known provider, with the errors that its clients understand. */
export const genericDialects: Readonly<Record<Dialect['family'], Dialect>> = {
  generic,
  openai: genericOf('openai'),
  anthropic: { ...genericOf('anthropic'), errorBody: anthropicErrorBody, errorEvent: anthropicErrorEvent },
  gemini: { ...genericOf('gemini'), errorBody: geminiErrorBody, errorEvent: geminiErrorEvent },
};

/** A query as the form it is, so that it can be looked at as a body is; `undefined` when it says nothing. */
export function queryRequest(query: string | undefined): AiRequest | undefined {
  if (query === undefined || query === '') return undefined;
  const body = formBody(encoder.encode(query), query);
  return requestOf(body, { ...generic, write: writers.form, texts: queryTexts }, undefined);
}

function genericOf(family: Dialect['family']): Dialect {
  return {
    name: 'generic',
    family,
    takes: () => true,
    read: (content, path, _query, type) => read(content, path, genericDialects[family], type),
    write: writeModelAndTexts,
    pathFor: (path, model) => withGeminiModel(withDeployment(path, model), model),
    texts: genericTexts,
    answerTexts: genericAnswerTexts,
    usageOf: (json) => usageOfCounts(genericCounts(json)),
    answeredModel: (json) => textOf(json['model']) ?? textOf(json['modelVersion']),
    errorOf: (json) => errorIn(json['error']),
    reader: () => new GenericReader(),
    errorBody: openaiErrorBody,
    errorEvent: openaiErrorEvent,
  };
}

function read(content: Uint8Array, path: string, dialect: Dialect, mediaType = ''): AiRequest {
  const body = readGenericBody(content, mediaType);
  const { kind } = body;
  const own = kind === 'object' || kind === 'unread' ? dialect : { ...dialect, write: writers[kind] };
  return requestOf(body, own, deploymentIn(path) ?? geminiModel(path));
}

/** Nothing is refused for a field that has another meaning here: only what reads as expected is taken. */
function requestOf(
  { content, json, unread }: GenericBody,
  dialect: Dialect,
  deployment: string | undefined,
): AiRequest {
  const batch = paramsOf(json);
  return {
    dialect,
    content,
    json,
    ...(unread !== undefined && { unread }),
    model: deployment ?? textOf(json['model']),
    stream: json['stream'] === true,
    maxOutput: batch.length === 0 ? limitOf(json) : largestLimit(batch),
    choices: Math.max(1, wholeOf(json['n']) ?? 1) * Math.max(1, batch.length),
  };
}

/** What each request of a batch asks for, as Anthropic takes them; none elsewhere. */
function paramsOf({ requests }: JsonObject): readonly JsonObject[] {
  if (!isList(requests)) return [];
  return requests.filter(isObject).map((request) => objectOf(request['params']) ?? request);
}

function limitOf(json: JsonObject): number | undefined {
  return limits.map((name) => wholeOf(json[name])).find((limit) => limit !== undefined);
}

/** The most that each of several may say; unknown where one of them sets no limit. */
function largestLimit(batch: readonly JsonObject[]): number | undefined {
  let largest = 0;
  for (const params of batch) {
    const limit = limitOf(params);
    if (limit === undefined) return undefined;
    largest = Math.max(largest, limit);
  }
  return largest;
}

/** Keys stand in queries too, and are no texts. */
function queryTexts(json: JsonObject): readonly TextPiece[] {
  const fields = json['content'] as readonly (readonly [string, string])[];
  return genericTexts(json).filter(
    ({ place, text }) => /\s/.test(text) || !silentInQueries.has(fields[place[1] as number]![0]),
  );
}

function wholeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

const silentInQueries = new Set(['key', 'api_key', 'access_token', 'alt', '$alt', 'api-version']);
const encoder = new TextEncoder();
const limits = ['max_completion_tokens', 'max_output_tokens', 'max_tokens', 'max_new_tokens'];
