import type { TextPiece } from '../ai-request.ts';
import type { JsonObject } from '../json.ts';
import { type Place, TextCollector } from './deep-texts.ts';
import { entriesOf, isList, textOf } from './json/values.ts';
import { silentFields } from './silent-fields.ts';

/** Every text of a request whose dialect is not known: all strings but those of settings that hold no words. */
export function genericTexts(json: JsonObject): readonly TextPiece[] {
  return fieldTexts(json, 'user', silentFields);
}

/** Every text of an answer whose dialect is not known. */
export function genericAnswerTexts(json: JsonObject): readonly TextPiece[] {
  return fieldTexts(json, 'assistant', notes);
}

function fieldTexts(json: JsonObject, speaker: string, silent: ReadonlySet<string>): readonly TextPiece[] {
  const found = new TextCollector();
  for (const [name, value] of Object.entries(json)) {
    if (definitions.has(name)) found.everything('definition', value, [name]);
    else if (turns.has(name) && isList(value)) turnTexts(found, json, name, speaker);
    else if (name === 'model') continue;
    else if (silent.has(name)) found.unexpected(speaker, value, [name]);
    else found.content(systems.has(name) ? 'system' : speaker, value, [name]);
  }
  return found.pieces;
}

/** Lists of turns, whose entries say who speaks. Entries that are mere strings are the speaker's. */
function turnTexts(found: TextCollector, json: JsonObject, name: string, speaker: string): void {
  const list = json[name];
  if (!isList(list)) return;
  list.forEach((turn, index) => {
    found.text(speaker, turn, [name, index]);
    if (isList(turn)) found.content(speaker, turn, [name, index]);
  });
  for (const [index, turn] of entriesOf(list)) {
    const place: Place = [name, index];
    found.content(textOf(turn['role']) ?? textOf(turn['from']) ?? speaker, turn, place);
  }
}

const turns = new Set(['messages', 'contents', 'input', 'inputs', 'conversation', 'chat_history', 'history']);
const systems = new Set(['system', 'instructions', 'preamble', 'systemInstruction', 'system_instruction']);
const definitions = new Set(['tools', 'functions', 'response_format', 'generationConfig', 'generation_config']);

/** Fields of an answer that the model did not make. */
const notes = new Set([
  ...['id', 'object', 'model', 'modelVersion', 'responseId', 'type', 'role', 'stop_reason', 'finish_reason', 'usage'],
  ...['usageMetadata', 'created_at', 'done_reason', 'system_fingerprint', 'service_tier', 'error', 'meta', 'metadata'],
]);
