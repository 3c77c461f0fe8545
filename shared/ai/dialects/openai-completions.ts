import type { AiRequest, TextPiece } from '../ai-request.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { TextCollector } from './deep-texts.ts';
import type { Dialect } from './dialect.ts';
import { flagField, neededField, objectField, textField, wholeField } from './field-readers.ts';
import { readJson } from './json/read-json.ts';
import { entriesOf, isList } from './json/values.ts';
import { ChatReader } from './openai-chat-reader.ts';
import { openaiFrame } from './openai-frame.ts';
import { deploymentIn } from './openai-requests.ts';

/** Text completions of OpenAI, still the first endpoint of many servers of open models. */
export const openaiCompletions: Dialect = {
  name: 'openai-completions',
  ...openaiFrame,
  takes: (path) => path.endsWith('/completions') && !path.endsWith('/chat/completions'),
  read,
  texts,
  answerTexts,
  reader: (asked) => new ChatReader(asked && sentChoices(asked.json)),
};

function read(content: Uint8Array, path: string): AiRequest {
  const json = readJson(content);
  const prompts = promptsIn(neededField(json, 'prompt'));
  objectField(json, 'stream_options');
  const model = textField(json, 'model');
  // All `best_of` are made and billed, however few of them are sent.
  const each = Math.max(wholeField(json, 'n', 1) ?? 1, wholeField(json, 'best_of', 1) ?? 1);
  return {
    dialect: openaiCompletions,
    content,
    json,
    model: deploymentIn(path) ?? model,
    stream: flagField(json, 'stream'),
    maxOutput: wholeField(json, 'max_tokens', 0),
    choices: each * prompts,
  };
}

/** Of all that are made for a prompt, as many are sent as `n` says. */
function sentChoices(json: JsonObject): number {
  return (wholeField(json, 'n', 1) ?? 1) * promptsIn(neededField(json, 'prompt'));
}

/** A prompt is a text or a list of token ids; a list of either is several. */
function promptsIn(prompt: JsonValue): number {
  return isList(prompt) && typeof prompt[0] !== 'number' ? Math.max(1, prompt.length) : 1;
}

function texts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  found.content('user', json['prompt'], ['prompt']);
  found.content('user', json['suffix'], ['suffix']);
  found.others(json, ownFields);
  return found.pieces;
}

function answerTexts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  for (const [index, choice] of entriesOf(json['choices'])) {
    found.text('assistant', choice['text'], ['choices', index, 'text']);
  }
  return found.pieces;
}

/** Fields that are read as what they are. */
const ownFields = new Set(['prompt', 'suffix']);
