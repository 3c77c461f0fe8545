/** Whether the character at a place is a digit; false beyond the ends. */
export function isDigit(text: string, at: number): boolean {
  return isDigitCode(text.charCodeAt(at));
}

/** Whether the character at a place is an ASCII letter or digit; false beyond the ends. */
export function isAlnum(text: string, at: number): boolean {
  return isAlnumCode(text.charCodeAt(at));
}

/** Whether a character is a digit. */
export function isDigitCode(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether a character is an ASCII letter or digit. */
export function isAlnumCode(code: number): boolean {
  return isDigitCode(code) || isLetterCode(code);
}

/** Whether a character is an ASCII letter. */
export function isLetterCode(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Whether a character shows nothing: soft hyphens, spaces without width, joiners and marks of direction. */
export function isUnseenCode(code: number): boolean {
  if (code < 0x200b) return code === 0xad;
  return code <= 0x200f || (code >= 0x2060 && code <= 0x2064) || code === 0xfeff;
}

/** Letters of alphabets that stand in addresses beside ASCII: Latin, Greek, Cyrillic, Armenian. */
export function isFarLetterCode(code: number): boolean {
  return code >= 0xc0 && code < 0x590;
}
