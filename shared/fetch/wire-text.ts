const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Text of a field value as our lists hold it, one character a byte, from text that the runtime read as UTF-8. */
export function toWireText(text: string): string {
  return isAscii(text) ? text : bytesToLatin1(encoder.encode(text));
}

/** The reverse: the text to give to a runtime that writes UTF-8. Bytes that are not UTF-8 cannot be sent there. */
export function fromWireText(value: string): string {
  if (isAscii(value)) return value;
  const bytes = new Uint8Array(value.length);
  for (let i = 0; i < value.length; i += 1) bytes[i] = value.charCodeAt(i);
  return decoder.decode(bytes);
}

const beyondAscii = /[^\x00-\x7f]/;

function isAscii(text: string): boolean {
  return !beyondAscii.test(text);
}

function bytesToLatin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
