/**
 * The text without the spaces and tabs around it: the only characters HTTP calls blank (RFC 9110 §5.6.3). `trim` takes
 * more for blank, such as the no-break space, so that a word would be seen where other readers see none.
 */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 9;
}
