import type { AiError, EventMeaning } from './dialect.ts';

/** An event that is neither content nor usage nor the end. */
export const other: EventMeaning = { kind: 'other', text: '' };

/** The event that ends a stream. */
export const done: EventMeaning = { kind: 'done', text: '' };

/** Content without words, such as a picture or the start of a call. */
export const wordless: EventMeaning = { kind: 'content', text: '' };

/** A meaning of a kind. */
export function meaningOf(kind: 'content' | 'usage' | 'done' | 'other', text = ''): EventMeaning {
  return { kind, text };
}

/** Content that adds a text; no content when there is none. */
export function textMeaning(text: string): EventMeaning {
  return text === '' ? other : { kind: 'content', text };
}

/** An event that tells of an error. */
export function errorMeaning(error: AiError): EventMeaning {
  return { kind: 'error', text: '', error };
}
