import type { TextPiece } from '../ai-request.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type Place, TextCollector } from './deep-texts.ts';
import { entriesOf, isList, isObject, textOf } from './json/values.ts';

/** Every text that a request to Gemini shows to the model, or counts or embeds. Both spellings of a name are read. */
export function geminiTexts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  requestTexts(found, json, []);
  for (const name of ['generateContentRequest', 'generate_content_request']) {
    if (isObject(json[name])) requestTexts(found, json[name], [name]);
  }
  for (const [index, request] of entriesOf(json['requests'])) requestTexts(found, request, ['requests', index]);
  found.others(json, ownFields);
  return found.pieces;
}

/** Fields that are read as what they are. */
const ownFields = new Set([
  ...['systemInstruction', 'system_instruction', 'contents', 'content', 'tools', 'requests'],
  ...['generateContentRequest', 'generate_content_request'],
]);

/** Every text of an answer of Gemini. */
export function geminiAnswerTexts(json: JsonObject): readonly TextPiece[] {
  const found = new TextCollector();
  for (const [index, candidate] of entriesOf(json['candidates'])) {
    contentTexts(found, candidate['content'], ['candidates', index, 'content'], 'model');
    // Repeats parts of the answer beside what they rest on.
    found.content('model', candidate['groundingMetadata'], ['candidates', index, 'groundingMetadata']);
  }
  return found.pieces;
}

function requestTexts(found: TextCollector, json: JsonObject, place: Place): void {
  for (const name of ['systemInstruction', 'system_instruction']) {
    contentTexts(found, json[name], [...place, name], 'system', true);
  }
  const contents = json['contents'];
  if (isList(contents)) {
    contents.forEach((content, index) => {
      contentTexts(found, content, [...place, 'contents', index], 'user');
    });
  }
  contentTexts(found, json['content'], [...place, 'content'], 'user');
  found.everything('definition', json['tools'], [...place, 'tools']);
  for (const name of ['generationConfig', 'generation_config']) schemaTexts(found, json[name], [...place, name]);
}

function contentTexts(
  found: TextCollector,
  content: JsonValue | undefined,
  place: Place,
  speaker: string,
  isSystem = false,
): void {
  if (typeof content === 'string') found.text(speaker, content, place);
  if (!isObject(content)) return;
  const role = isSystem ? speaker : (textOf(content['role']) ?? speaker);
  const parts = isList(content['parts']) ? content['parts'] : [];
  parts.forEach((part, index) => {
    found.content(isResult(part) ? 'tool' : role, part, [...place, 'parts', index]);
  });
  // A single part may stand without a list.
  if (isObject(content['parts'])) found.content(role, content['parts'], [...place, 'parts']);
  found.rest(role, content, readOfContents, place);
}

const readOfContents = new Set(['parts']);

/** Results stand in contents of the user, but it is a tool that speaks. */
function isResult(part: JsonValue): boolean {
  return isObject(part) && (part['functionResponse'] !== undefined || part['function_response'] !== undefined);
}

function schemaTexts(found: TextCollector, config: JsonValue | undefined, place: Place): void {
  if (!isObject(config)) return;
  for (const name of ['responseSchema', 'response_schema', 'responseJsonSchema', 'response_json_schema']) {
    found.everything('definition', config[name], [...place, name]);
  }
}
