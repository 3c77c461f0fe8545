/** The bytes that JSON is built of, for what reads it without making anything of its values. */
export const quote = 0x22;
/** Stands before a character of a text that means something else. */
export const backslash = 0x5c;
/** Between fields, and between elements. */
export const comma = 0x2c;
/** Between the name of a field and its value. */
export const colon = 0x3a;
/** Begins an object. */
export const openBrace = 0x7b;
/** Ends an object. */
export const closeBrace = 0x7d;
/** Begins a list. */
export const openBracket = 0x5b;
/** Ends a list. */
export const closeBracket = 0x5d;

/** Whether a byte may stand between any two parts of a JSON text and mean nothing (RFC 8259 §2). */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
