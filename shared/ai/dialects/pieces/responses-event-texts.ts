import type { TextPiece } from '../../ai-request.ts';
import type { JsonObject } from '../../json.ts';
import { isObject, textIn } from '../json/values.ts';
import { responsesAnswerTexts } from '../openai-responses-texts.ts';
import { addPiece, type EventPiece, type EventTexts, wholePieces } from './event-piece.ts';

/**
 * The texts of an event of a response: deltas, and the events that repeat a text when it is complete, up to the last,
 * which repeats them all.
 */
export function responsesEventTexts(json: JsonObject): EventTexts {
  const type = textIn(json['type']);
  const item = textIn(json['item_id']) || String(json['output_index'] ?? 0);
  const pieces: EventPiece[] = [];
  if (type.endsWith('.delta')) {
    const isJson = type.includes('arguments');
    if (!type.endsWith('audio.delta')) addPiece(pieces, channelOf(item, type, json), json, ['delta'], { isJson });
    return { pieces, ended: [] };
  }
  for (const name of ['text', 'refusal', 'arguments', 'input', 'code', 'transcript']) {
    addPiece(pieces, `${item}/${name}`, json, [name], { isWhole: true, isJson: name === 'arguments' });
  }
  if (isObject(json['part'])) pieces.push(...itemPieces(json['part'], 'part'));
  if (isObject(json['item'])) pieces.push(...itemPieces(json['item'], 'item'));
  if (isObject(json['response'])) pieces.push(...wholePieces(responsesAnswerTexts(json['response']), ['response']));
  return { pieces, ended: endedBy(type, item, json) };
}

function itemPieces(item: JsonObject, name: string): EventPiece[] {
  const texts = responsesAnswerTexts({ output: [item] });
  return wholePieces(texts.map((piece): TextPiece => ({ ...piece, place: [name, ...piece.place.slice(2)] })));
}

/** `response.output_text.delta` of an item and its part. */
function channelOf(item: string, type: string, json: JsonObject): string {
  const part = json['content_index'] ?? json['summary_index'] ?? 0;
  return `${item}/${String(part)}/${type.slice('response.'.length, -'.delta'.length)}`;
}

function endedBy(type: string, item: string, json: JsonObject): string[] {
  if (ends.has(type)) return [''];
  if (type === 'response.output_item.done') return isObject(json['item']) ? [`${textIn(json['item']['id'])}/`] : [];
  return type.endsWith('.done') ? [channelOf(item, type.replace(/\.done$/, '.delta'), json)] : [];
}

const ends = new Set(['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled', 'error']);
