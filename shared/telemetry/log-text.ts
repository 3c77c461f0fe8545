/**
 * A text as JSON. Control characters of every kind are escaped, also those that JSON allows, since a terminal may
 * obey them. Bytes beyond ASCII that are UTF-8 are shown as what they mean.
 */
export function jsonText(text: string): string {
  return isPlain.test(text) ? `"${text}"` : escaped(text);
}

/** {@link jsonText} without its quotes. */
export function insideJsonText(text: string): string {
  return isPlain.test(text) ? text : escaped(text).slice(1, -1);
}

/** A text inside the quotes of a combined line: whatever could end the quotes or the line becomes `\xNN`. */
export function quotedText(text: string): string {
  return isPlain.test(text) ? text : text.replace(notPlain, hexEscape);
}

/** A JSON object of the fields that are there, in their order. */
export function jsonLine(fields: Readonly<Record<string, unknown>>): string {
  let line = '';
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    line += `${line === '' ? '{' : ','}"${name}":${jsonValue(value)}`;
  }
  return `${line === '' ? '{' : line}}`;
}

const isPlain = /^[ !#-[\]-~]*$/;
const notPlain = /[^ !#-[\]-~]/g;
const controls = /[\x7f-\x9f\u2028\u2029]/g;
const beyondLatin1 = /[^\x00-\xff]/;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

function escaped(text: string): string {
  return JSON.stringify(readable(text)).replace(controls, unicodeEscape);
}

/** Header values are bytes, one a character; most that are not ASCII are meant as UTF-8. */
function readable(text: string): string {
  if (beyondLatin1.test(text)) return text;
  try {
    return decoder.decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  } catch {
    // Not UTF-8: each byte stands for itself.
    return text;
  }
}

function jsonValue(value: unknown): string {
  if (typeof value === 'string') return jsonText(value);
  if (Array.isArray(value)) return `[${value.map(jsonValue).join(',')}]`;
  if (typeof value === 'object' && value !== null) return jsonLine(value as Readonly<Record<string, unknown>>);
  return String(value);
}

function hexEscape(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0xff ? unicodeEscape(character) : `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
