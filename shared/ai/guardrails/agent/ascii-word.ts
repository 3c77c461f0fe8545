/** A name that came from outside, made fit for logs, headers and labels. */
export function asciiWord(value: unknown): string {
  const word = typeof value === 'string' ? value.slice(0, 64).replace(/[^\w.-]/g, '_') : '';
  return word === '' ? 'unnamed' : word;
}
