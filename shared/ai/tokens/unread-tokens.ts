import { bytesPerToken } from './media/media-tokens.ts';

/**
 * Tokens that a body is expected to cost which nobody could read: a token for every four bytes, or what files of its kind
 * cost where it is a form with a file.
 */
export function unreadTokens(content: Uint8Array): number {
  return Math.ceil(content.byteLength / rateOf(decoder.decode(content.subarray(0, headBytes))));
}

function rateOf(head: string): number {
  if (!head.startsWith('--') || !file.test(head)) return bytesOfText;
  const kind = fileType.exec(head)?.[1]?.toLowerCase();
  return bytesPerToken(kind === 'audio' || kind === 'video' ? kind : 'document');
}

/** As much of a form as is looked through for what it holds. */
const headBytes = 16 * 1024;
const bytesOfText = 4;
const file = /filename\*?=/i;
const fileType = /content-type:[ \t]*(audio|video)\//i;
const decoder = new TextDecoder('latin1');
