import { isTokenByte } from './characters.ts';

/**
 * Where the reading of chunk extensions stands after this byte, which is not CR; `undefined` when it cannot be there.
 * The grammar is that of RFC 9112 §7.1.1 without its optional blanks, which only obsolete senders write.
 */
export function nextInExtension(state: ExtensionState, byte: number): ExtensionState | undefined {
  switch (state) {
    case 'name-start':
      return isTokenByte(byte) ? 'name' : undefined;
    case 'name':
      if (byte === EQUALS) return 'value-start';
      return inToken(state, byte);
    case 'value-start':
      return byte === QUOTE ? 'quoted' : isTokenByte(byte) ? 'value' : undefined;
    case 'value':
      return inToken(state, byte);
    case 'quoted':
      return inQuotes(byte);
    case 'escaped':
      return isText(byte) ? 'quoted' : undefined;
    case 'value-end':
      return byte === SEMICOLON ? 'name-start' : undefined;
  }
}

/** Whether the extensions may end here. */
export function mayEndExtension(state: ExtensionState): boolean {
  return state === 'name' || state === 'value' || state === 'value-end';
}

/** Just after the semicolon it is `name-start`. */
export type ExtensionState = 'name-start' | 'name' | 'value-start' | 'value' | 'quoted' | 'escaped' | 'value-end';

function inToken(state: ExtensionState, byte: number): ExtensionState | undefined {
  if (byte === SEMICOLON) return 'name-start';
  return isTokenByte(byte) ? state : undefined;
}

function inQuotes(byte: number): ExtensionState | undefined {
  if (byte === QUOTE) return 'value-end';
  if (byte === BACKSLASH) return 'escaped';
  return isText(byte) ? 'quoted' : undefined;
}

function isText(byte: number): boolean {
  return byte === TAB || (byte >= 0x20 && byte !== 0x7f);
}

const TAB = 9;
const QUOTE = 0x22;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
