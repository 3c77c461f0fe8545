import type { AiRequest } from '../ai-request.ts';
import { usageOfCounts } from '../usage/counts.ts';
import { genericCounts } from '../usage/generic-counts.ts';
import { anthropicErrorBody, anthropicErrorEvent } from './anthropic-error.ts';
import type { Dialect } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { geminiErrorBody, geminiErrorEvent } from './gemini-error.ts';
import { GenericReader } from './generic-reader.ts';
import { genericAnswerTexts, genericTexts } from './generic-texts.ts';
import { readJson } from './json/read-json.ts';
import { textOf } from './json/values.ts';
import { openaiErrorBody, openaiErrorEvent } from './openai-error.ts';
import { deploymentIn, withDeployment } from './openai-requests.ts';
import { writeModelAndTexts } from './written.ts';

/**
 * Whatever has no dialect of its own, read by the names that most use. A body that begins as JSON must be JSON; another
 * one (a form with a file, none at all) goes on unread, and its `json` is empty. Errors are told as OpenAI does.
 */
export const generic: Dialect = genericOf('generic');

/** The generic dialect at an endpoint of a known provider, with the errors that its clients understand. */
export const genericDialects: Readonly<Record<Dialect['family'], Dialect>> = {
  generic,
  openai: genericOf('openai'),
  anthropic: { ...genericOf('anthropic'), errorBody: anthropicErrorBody, errorEvent: anthropicErrorEvent },
  gemini: { ...genericOf('gemini'), errorBody: geminiErrorBody, errorEvent: geminiErrorEvent },
};

function genericOf(family: Dialect['family']): Dialect {
  return {
    name: 'generic',
    family,
    takes: () => true,
    read: (content, path) => read(content, path, genericDialects[family]),
    write: writeModelAndTexts,
    pathFor: withDeployment,
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

/** Nothing is refused for a field that has another meaning here: only what reads as expected is taken. */
function read(content: Uint8Array, path: string, dialect: Dialect): AiRequest {
  const json = beginsAsJson(content) ? readJson(content) : {};
  return {
    dialect,
    content,
    json,
    model: deploymentIn(path) ?? textOf(json['model']),
    stream: json['stream'] === true,
    maxOutput: limits.map((name) => wholeOf(json[name])).find((limit) => limit !== undefined),
    choices: Math.max(1, wholeOf(json['n']) ?? 1),
  };
}

function beginsAsJson(content: Uint8Array): boolean {
  const first = content.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b;
}

function wholeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

const limits = ['max_completion_tokens', 'max_output_tokens', 'max_tokens', 'max_new_tokens'];
