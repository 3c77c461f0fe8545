/** Text as a header value carries it: UTF-8, one character a byte. Plain ASCII comes back as it is. */
export function utf8Bytes(text: string): string {
  if (isAscii.test(text)) return text;
  let bytes = '';
  for (const byte of encoder.encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

const isAscii = /^[\x00-\x7f]*$/;
const encoder = new TextEncoder();
