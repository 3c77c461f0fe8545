/**
 * The text that a body is, without its byte order mark; `undefined` for what is no UTF-8, and for what has characters that
 * no text has, as UTF-16 does.
 */
export function plainText(content: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(content);
    return noCharacters.test(text) ? undefined : text;
  } catch {
    // Not UTF-8.
    return undefined;
  }
}

const noCharacters = /[\0-\x08\x0e-\x1f]/;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
