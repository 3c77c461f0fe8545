import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** What is put in the place of a find. Holds no quote, backslash or control character, so that it may stand in JSON. */
export type Replacement = (category: string, text: string) => string;

/** Names the category and nothing else: `[REDACTED_EMAIL]`. */
export const redacted: Replacement = (category) => `[REDACTED_${labelOf(category)}]`;

/** Leaves as much as people need to know which one it is: the last four of a number, the first letters of an address. */
export const masked: Replacement = (category, text) => {
  if (category === 'email') return maskedEmail(text);
  const shown = partlyShown.has(category) ? 4 : 0;
  const signs = text.slice(0, maxMasked);
  let left = signs.replace(/[^A-Za-z0-9]/g, '').length;
  return signs.replace(/./gsu, (sign) => {
    if (!/[A-Za-z0-9]/.test(sign)) return /[ .()+-]/.test(sign) ? sign : '*';
    left -= 1;
    return left < shown ? sign : '*';
  });
};

/**
 * Puts a number in the place of a find that is the same for the same text, so that two mentions can be told to be one;
 * without the key nobody finds the text by trying: `[EMAIL:3f0c…]`.
 */
export function hashed(key: Uint8Array): Replacement {
  return (category, text) => {
    const bytes = hmac(sha256, key, encoder.encode(`${category}:${text}`));
    let digits = '';
    for (let i = 0; i < 8; i += 1) digits += bytes[i]!.toString(16).padStart(2, '0');
    return `[${labelOf(category)}:${digits}]`;
  };
}

const encoder = new TextEncoder();
const maxMasked = 64;
const partlyShown = new Set(['credit-card', 'iban', 'phone', 'ssn']);

function labelOf(category: string): string {
  return category.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}

function maskedEmail(text: string): string {
  const at = text.lastIndexOf('@');
  const first = /^[A-Za-z0-9]/.test(text) ? text[0]! : '*';
  return `${first}***@${/^[A-Za-z0-9]/.test(text.slice(at + 1)) ? text[at + 1]! : '*'}***`;
}
