import type { JsonObject } from '../../json.ts';
import { geminiAnswerTexts } from '../gemini-texts.ts';
import { entriesOf } from '../json/values.ts';
import type { EventPiece, EventTexts } from './event-piece.ts';

/** The texts of an answer of Gemini, each of which goes on with the one before. Calls and results come whole. */
export function geminiEventTexts(json: JsonObject): EventTexts {
  const numbers = new Map<number, number>();
  const ended: string[] = [];
  for (const [at, candidate] of entriesOf(json['candidates'])) {
    const number = typeof candidate['index'] === 'number' ? candidate['index'] : 0;
    numbers.set(at, number);
    if (typeof candidate['finishReason'] === 'string') ended.push(`${number}/`);
  }
  const pieces = geminiAnswerTexts(json).map(({ text, place }): EventPiece => {
    const number = numbers.get(Number(place[1])) ?? 0;
    // candidates, 0, content, parts, 0, text
    const isText = place.length === 6 && place[5] === 'text';
    return { channel: isText ? `${number}/text` : place.join('/'), text, place, isWhole: !isText, isJson: false };
  });
  return { pieces, ended };
}
