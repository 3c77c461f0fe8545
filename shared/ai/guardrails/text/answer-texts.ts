import type { TextPiece } from '../../ai-request.ts';
import type { Dialect } from '../../dialects/dialect.ts';
import type { JsonObject } from '../../json.ts';
import { echoes } from '../stream/forms/responses-events.ts';
import { FoundTexts } from '../stream/found-texts.ts';
import { isExcerpt } from '../stream/text-fields.ts';

/** Every text of a whole answer that guards look at: those of its dialect, and whatever else stands beside them. */
export function answerTexts(json: JsonObject, dialect: Pick<Dialect, 'answerTexts'>): readonly TextPiece[] {
  const pieces = dialect.answerTexts(json);
  const known = new Set(pieces.map(keyOf));
  const found = new FoundTexts();
  found.others(json, [], json['object'] === 'response' ? echoes : notes);
  const others = found.texts.filter((text) => !known.has(keyOf(text)));
  return [...pieces, ...others.map(({ text, place }) => ({ role: 'assistant', text, place }))];
}

/**
 * The changes of an answer, and with them the excerpts of it that show what is shown nowhere else any more: they were cut
 * where a guard cannot know what they are part of.
 */
export function withoutExcerpts(
  texts: readonly TextPiece[],
  changes: readonly Pick<TextPiece, 'text' | 'place'>[],
): readonly Pick<TextPiece, 'text' | 'place'>[] {
  const changed = new Map(changes.map((change) => [keyOf(change), change]));
  const now = texts.map((piece) => changed.get(keyOf(piece)) ?? piece);
  const said = now.filter(({ place }) => !isExcerpt(place)).map(({ text }) => text);
  for (const excerpt of now) {
    if (!isExcerpt(excerpt.place) || said.some((text) => text.includes(excerpt.text))) continue;
    changed.set(keyOf(excerpt), { place: excerpt.place, text: '' });
  }
  return [...changed.values()];
}

function keyOf({ place }: Pick<TextPiece, 'place'>): string {
  return place.join('\n');
}

/** What the client itself noted. */
const notes: ReadonlySet<string> = new Set(['metadata']);
