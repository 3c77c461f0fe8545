/** Texts that a text holds in base64, hexadecimal, percent or character codes, or in the escapes of JSON and XML. Bounded in number and length. */
export function decoded(text: string): readonly string[] {
  const found: string[] = [];
  const add = (bytes: Uint8Array | undefined): void => {
    const inner = bytes && readable(bytes);
    if (inner !== undefined && found.length < maxFound) found.push(inner);
  };
  for (const [run] of text.matchAll(base64Run)) add(fromBase64(run));
  for (const [run] of text.matchAll(hexRun)) add(fromHex(run));
  if (percentRun.test(text)) add(fromPercent(text.slice(0, maxRun)));
  if (escapeRun.test(text)) add(fromEscapes(text.slice(0, maxRun)));
  return found;
}

const maxFound = 6;
const maxRun = 16_384;

const base64Run = /[A-Za-z0-9+/_-]{16,16384}={0,2}/g;
const hexRun = /(?:(?:\\x|0x)?[0-9A-Fa-f]{2}[ ,:]?){10,8192}/g;
const percentRun = /(?:%[0-9A-Fa-f]{2}){3}|(?:%20[A-Za-z]+){3}/;
/** Three signs in a row as YAML, JSON and programs write them, or as XML and HTML do. */
const escapeRun = /(?:\\u[0-9A-Fa-f]{4}){3}|(?:&#(?:[0-9]{2,6}|[xX][0-9A-Fa-f]{2,5});){3}/;
const escapes = /\\u([0-9A-Fa-f]{4})|&#(?:([0-9]{2,6})|[xX]([0-9A-Fa-f]{2,5}));/g;

function fromBase64(run: string): Uint8Array | undefined {
  const digits = run.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const digit of digits) {
    held = (held << 6) | alphabet.indexOf(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (held >> bits) & 0xff;
    at += 1;
    held &= (1 << bits) - 1;
  }
  return bytes;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function fromHex(run: string): Uint8Array {
  const digits = run.replace(/\\x|0x|[ ,:]/g, '');
  return Uint8Array.from({ length: digits.length >> 1 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}

function fromPercent(text: string): Uint8Array {
  return new TextEncoder().encode(
    text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
  );
}

function fromEscapes(text: string): Uint8Array {
  const plain = text.replace(escapes, (_, unit?: string, decimal?: string, hex?: string) =>
    String.fromCodePoint(decimal === undefined ? Number.parseInt(unit ?? hex ?? '', 16) : Number(decimal)),
  );
  return new TextEncoder().encode(plain);
}

/** The text of the bytes, if nearly all of it is letters and blanks as people write them. */
function readable(bytes: Uint8Array): string | undefined {
  if (bytes.byteLength < 8) return undefined;
  const text = new TextDecoder().decode(bytes);
  // What was encoded twice is to be decoded again.
  if (/^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(text)) return text;
  const plain = text.match(/[\p{L}\p{N} .,:;!?'"()\n-]/gu)?.length ?? 0;
  const words = text.match(/[\p{L}]{2,}/gu)?.length ?? 0;
  return plain >= text.length * 0.9 && words >= 2 && /[\s]|[\u3040-\u9fff]/u.test(text) ? text : undefined;
}
