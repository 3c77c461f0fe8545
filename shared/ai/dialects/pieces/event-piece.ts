import type { TextPiece } from '../../ai-request.ts';
import type { JsonValue } from '../../json.ts';
import { isObject, textIn } from '../json/values.ts';

/** A text in an event of a stream, and where it stands in the JSON of the event. */
export interface EventPiece {
  /**
   * Pieces of one channel follow one another in one text: what a choice says, the arguments of one call. Its name begins
   * with the number of the choice, block or item and ends with the field: `0/content`, `0/tool_calls/1/arguments`.
   */
  readonly channel: string;
  readonly text: string;
  readonly place: TextPiece['place'];
  /** The text is complete in itself: a name, or the repetition of a whole text at its end. */
  readonly isWhole: boolean;
  /** The text is a piece of JSON, such as the arguments of a call. */
  readonly isJson: boolean;
}

/** The texts of an event, for those who look at or change what a model says while it says it. */
export interface EventTexts {
  readonly pieces: readonly EventPiece[];
  /** Channels whose name begins like one of these get nothing after this event; `''` for all of them. */
  readonly ended: readonly string[];
}

/** Adds the text at `place`, if there is one. */
export function addPiece(
  pieces: EventPiece[],
  channel: string,
  holder: JsonValue | undefined,
  place: TextPiece['place'],
  { isWhole = false, isJson = false }: { readonly isWhole?: boolean; readonly isJson?: boolean } = {},
): void {
  const name = place.at(-1);
  const text = isObject(holder) && typeof name === 'string' ? textIn(holder[name]) : '';
  if (text !== '') pieces.push({ channel, text, place, isWhole, isJson });
}

/** Texts that are complete, as pieces of channels of their own. */
export function wholePieces(texts: readonly TextPiece[], before: TextPiece['place'] = []): EventPiece[] {
  return texts.map(({ text, place }) => {
    const full = [...before, ...place];
    return { channel: full.join('/'), text, place: full, isWhole: true, isJson: place.at(-1) === 'arguments' };
  });
}
