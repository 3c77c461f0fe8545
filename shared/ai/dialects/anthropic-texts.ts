import type { TextPiece } from '../ai-request.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { TextCollector } from './deep-texts.ts';
import { entriesOf, isList, isObject, textOf } from './json/values.ts';

/** Every text that a request to Anthropic shows to the model. */
export function anthropicTexts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  found.content('system', json['system'], ['system']);
  for (const [index, message] of entriesOf(json['messages'])) {
    const role = textOf(message['role']) ?? 'user';
    contentTexts(found, role, message['content'], ['messages', index, 'content']);
    found.rest(role, message, readOfMessages, ['messages', index]);
  }
  for (const name of ['tools', 'output_format']) found.everything('definition', json[name], [name]);
  found.others(json, ownFields);
  return found.pieces;
}

/** Fields that are read as what they are. */
const ownFields = new Set(['system', 'messages', 'tools', 'output_format']);

const readOfMessages = new Set(['content']);

/** Every text of an answer of Anthropic. */
export function anthropicAnswerTexts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  contentTexts(found, 'assistant', json['content'], ['content']);
  return found.pieces;
}

function contentTexts(
  found: TextCollector,
  role: string,
  content: JsonValue | undefined,
  place: (string | number)[],
): void {
  if (!isList(content)) {
    found.content(role, content, place);
    return;
  }
  for (const [index, block] of content.entries()) {
    found.content(isToolResult(block) ? 'tool' : role, block, [...place, index]);
  }
}

/** Results stand in messages of the user, but it is a tool that speaks. */
function isToolResult(block: JsonValue): boolean {
  return isObject(block) && typeof block['type'] === 'string' && block['type'].endsWith('tool_result');
}
