import type { JsonValue } from '../../json.ts';

/**
 * `JSON.parse`, right also where V8 is wrong: as of 13.6 it reads a name of one character that is written as an escape,
 * unless it is the first of its object, as a backslash: `{"a":1,"\u006e":2}` as `{"a":1,"\\":2}`. A client could so hide
 * a field from us that others read. Such names are written plainly before they are parsed, which changes no meaning,
 * also where it happens inside a longer text. Those that cannot be (a quote, a control character) stay.
 */
export function parseJson(text: string): JsonValue {
  // Most have no backslash, which is seen at once; quotes are everywhere.
  const mayBeWrong = text.includes('\\') && text.includes('"\\');
  return JSON.parse(mayBeWrong ? text.replace(escapedName, plainName) : text);
}

/** A name of one escaped character, up to its colon. */
const escapedName = /"\\(?:u([0-9a-fA-F]{4})|\/)"(?=[ \t\r\n]*:)/g;

function plainName(escaped: string, code: string | undefined): string {
  const character = code === undefined ? '/' : String.fromCharCode(Number.parseInt(code, 16));
  return character < ' ' || character === '"' || character === '\\' ? escaped : `"${character}"`;
}
