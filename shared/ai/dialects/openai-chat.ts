import type { AiRequest, TextPiece } from '../ai-request.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { TextCollector } from './deep-texts.ts';
import type { Dialect } from './dialect.ts';
import { flagField, largerOf, objectField, objectsField, textField, wholeField } from './field-readers.ts';
import { readJson } from './json/read-json.ts';
import { entriesOf, isList, isObject, textOf } from './json/values.ts';
import { openaiFrame } from './openai-frame.ts';
import { deploymentIn } from './openai-requests.ts';

/** Chat completions of OpenAI and of the many who speak as it does, Azure with its deployments among them. */
export const openaiChat: Dialect = {
  name: 'openai-chat',
  ...openaiFrame,
  takes: (path) => path.endsWith('/chat/completions'),
  read,
  texts,
  answerTexts,
};

function read(content: Uint8Array, path: string): AiRequest {
  const json = readJson(content);
  objectsField(json, 'messages');
  objectField(json, 'stream_options');
  const model = textField(json, 'model');
  return {
    dialect: openaiChat,
    content,
    json,
    model: deploymentIn(path) ?? model,
    stream: flagField(json, 'stream'),
    maxOutput: largerOf(wholeField(json, 'max_completion_tokens', 0), wholeField(json, 'max_tokens', 0)),
    choices: wholeField(json, 'n', 1) ?? 1,
  };
}

function texts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  const messages = json['messages'];
  for (let i = 0; isList(messages) && i < messages.length; i += 1) {
    const message = messages[i];
    if (isObject(message)) messageTexts(found, message, ['messages', i]);
  }
  const prediction = json['prediction'];
  if (isObject(prediction)) found.content('assistant', prediction['content'], ['prediction', 'content']);
  for (const name of ['tools', 'functions']) found.everything('definition', json[name], [name]);
  const format = json['response_format'];
  if (isObject(format)) found.everything('definition', format['json_schema'], ['response_format', 'json_schema']);
  found.others(json, ownFields);
  return found.pieces;
}

function answerTexts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  for (const [index, choice] of entriesOf(json['choices'])) {
    if (!isObject(choice['message'])) continue;
    messageTexts(found, choice['message'], ['choices', index, 'message'], 'assistant');
  }
  return found.pieces;
}

function messageTexts(found: TextCollector, message: JsonObject, place: (string | number)[], speaker = 'user'): void {
  const role = textOf(message['role']) ?? speaker;
  for (const name of Object.keys(message)) {
    const value = message[name];
    if (unspoken.has(name)) found.content(role, { [name]: value! }, place);
    else if (name === 'tool_calls') callTexts(found, role, value, [...place, name]);
    else if (name === 'function_call') found.everything(role, value, [...place, name]);
    else found.content(role, value, [...place, name]);
  }
}

function callTexts(found: TextCollector, role: string, calls: JsonValue | undefined, place: (string | number)[]): void {
  for (const [index, call] of entriesOf(calls)) {
    for (const kind of asked) found.everything(role, call[kind], [...place, index, kind]);
    found.rest(role, call, asked, [...place, index]);
  }
}

/** Fields of requests that are read as what they are. */
const ownFields = new Set(['messages', 'prediction', 'tools', 'functions', 'response_format']);

/** Fields of messages that hold no words, unless somebody puts them there. */
const unspoken = new Set(['role', 'tool_call_id']);

/** What a call asks for. */
const asked = new Set(['function', 'custom']);
