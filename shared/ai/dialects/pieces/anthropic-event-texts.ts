import type { JsonObject } from '../../json.ts';
import { anthropicAnswerTexts } from '../anthropic-texts.ts';
import { objectOf } from '../json/values.ts';
import { addPiece, type EventPiece, type EventTexts, wholePieces } from './event-piece.ts';

/** The texts of an event of Anthropic. */
export function anthropicEventTexts(json: JsonObject): EventTexts {
  const number = typeof json['index'] === 'number' ? json['index'] : 0;
  switch (json['type']) {
    case 'message_start':
      return { pieces: inMessage(json), ended: [] };
    case 'content_block_start':
      return { pieces: inBlock(json, number), ended: [] };
    case 'content_block_delta':
      return { pieces: inDelta(json, number), ended: [] };
    case 'content_block_stop':
      return { pieces: [], ended: [`${number}/`] };
    case 'message_stop':
      return { pieces: [], ended: [''] };
    default:
      return { pieces: [], ended: [] };
  }
}

/** A message begins empty, as far as is known; what stands in it all the same is no secret to guards. */
function inMessage(json: JsonObject): EventPiece[] {
  return wholePieces(anthropicAnswerTexts(objectOf(json['message']) ?? {}), ['message']);
}

/** Texts of a block begin a channel that deltas go on with; all else (names, results of tools) is complete. */
function inBlock(json: JsonObject, number: number): EventPiece[] {
  const block = objectOf(json['content_block']) ?? {};
  const begun: EventPiece[] = [];
  for (const name of ['text', 'thinking']) addPiece(begun, `${number}/${name}`, block, ['content_block', name]);
  const places = new Set(begun.map(({ place }) => place.join('/')));
  const all = anthropicAnswerTexts({ content: [block] });
  const whole = wholePieces(
    all.map((piece) => ({ ...piece, place: piece.place.slice(2) })),
    ['content_block'],
  );
  return [...begun, ...whole.filter(({ place }) => !places.has(place.join('/')))];
}

function inDelta(json: JsonObject, number: number): EventPiece[] {
  const pieces: EventPiece[] = [];
  const delta = objectOf(json['delta']);
  for (const name of ['text', 'thinking']) addPiece(pieces, `${number}/${name}`, delta, ['delta', name]);
  addPiece(pieces, `${number}/partial_json`, delta, ['delta', 'partial_json'], { isJson: true });
  const citation = objectOf(delta?.['citation']);
  addPiece(pieces, `${number}/citation`, citation, ['delta', 'citation', 'cited_text'], { isWhole: true });
  return pieces;
}
