import type { JsonObject } from '../../json.ts';
import { genericAnswerTexts } from '../generic-texts.ts';
import type { EventPiece, EventTexts } from './event-piece.ts';

/** The texts of an event of a stream that nobody knows: each string goes on with the one at the same place before. */
export function otherEventTexts(json: JsonObject): EventTexts {
  const pieces = genericAnswerTexts(json).map(({ text, place }): EventPiece => {
    return { channel: place.join('/'), text, place, isWhole: false, isJson: place.at(-1) === 'arguments' };
  });
  return { pieces, ended: json['done'] === true || json['type'] === 'message-end' ? [''] : [] };
}
