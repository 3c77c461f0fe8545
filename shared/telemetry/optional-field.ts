import { jsonText } from './log-text.ts';

/** A field of a line in JSON, from its comma on; nothing where there is no text. */
export function optionalField(name: string, text: string | undefined): string {
  return text === undefined ? '' : `,"${name}":${jsonText(text)}`;
}
