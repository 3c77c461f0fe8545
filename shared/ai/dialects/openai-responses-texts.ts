import type { TextPiece } from '../ai-request.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { TextCollector } from './deep-texts.ts';
import { entriesOf, isList, isObject, textIn, textOf } from './json/values.ts';

/** Every text that a request for a response shows to the model. */
export function responsesTexts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  found.content('system', json['instructions'], ['instructions']);
  if (isList(json['input'])) itemTexts(found, json['input'], 'input');
  else found.content('user', json['input'], ['input']);
  const prompt = json['prompt'];
  if (isObject(prompt)) found.content('user', prompt['variables'], ['prompt', 'variables']);
  found.everything('definition', json['tools'], ['tools']);
  const text = json['text'];
  if (isObject(text)) found.everything('definition', text['format'], ['text', 'format']);
  found.others(json, ownFields);
  return found.pieces;
}

/** Fields that are read as what they are. */
const ownFields = new Set(['instructions', 'input', 'prompt', 'tools', 'text']);

/** Every text of a response. */
export function responsesAnswerTexts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  if (isList(json['output'])) itemTexts(found, json['output'].map(withoutImage), 'output');
  return found.pieces;
}

function itemTexts(found: TextCollector, items: readonly JsonValue[], name: 'input' | 'output'): void {
  items.forEach((item, index) => {
    if (typeof item === 'string') found.text('user', item, [name, index]);
  });
  for (const [index, item] of entriesOf(items)) found.content(roleOf(item), item, [name, index]);
}

/** Pictures come in base64, as the result of the call that made them. */
function withoutImage(item: JsonValue): JsonValue {
  if (!isObject(item) || item['type'] !== 'image_generation_call') return item;
  const { result: _image, ...others } = item;
  return others;
}

/** Who speaks in an item: calls and thoughts are the model's, what they lead to is a tool's. */
function roleOf(item: JsonObject): string {
  const role = textOf(item['role']);
  if (role !== undefined) return role;
  const type = textIn(item['type']);
  if (type.endsWith('_output')) return 'tool';
  return type === '' || type.startsWith('input_') ? 'user' : 'assistant';
}
