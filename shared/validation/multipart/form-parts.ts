import { findAll } from './find-all.ts';
import { type PartHead, readPartHead } from './part-head.ts';

/** A part of a form. */
export interface FormPart extends PartHead {
  readonly content: Uint8Array;
}

/**
 * The parts of a body of `multipart/form-data` in their order, or what is wrong with it. It is read so strictly that nobody
 * can find other parts in it: the boundary stands nowhere but between the parts, at the beginnings of lines, and nothing
 * stands before the first and after the last of them.
 */
export function formParts(content: Uint8Array, boundary: string): readonly FormPart[] | { readonly problem: string } {
  const delimiter = encoder.encode(`--${boundary}`);
  const places = findAll(content, delimiter, mostParts + 2);
  if (places[0] !== 0) return { problem: 'does not begin with its boundary' };
  const parts: FormPart[] = [];
  for (let i = 0; i < places.length; i += 1) {
    const start = places[i]! + delimiter.length;
    if (isEnd(content, start)) return i === places.length - 1 ? parts : wrong;
    if (!isLineEnd(content, start)) return wrong;
    const next = places[i + 1];
    if (next === undefined) return { problem: 'ends before its last boundary' };
    if (parts.length === mostParts) return { problem: `has more than ${mostParts} parts` };
    const part = readPart(content, start + 2, next - 2);
    if ('problem' in part) return part;
    parts.push(part);
  }
  return wrong;
}

/** More than any form has. */
const mostParts = 1000;
const longestHead = 8192;

const wrong = { problem: 'holds its boundary where none may be' } as const;
const encoder = new TextEncoder();
const blankLine = encoder.encode('\r\n\r\n');

function readPart(content: Uint8Array, start: number, end: number): FormPart | { readonly problem: string } {
  if (end < start || !isLineEnd(content, end)) return wrong;
  const [length] = findAll(content.subarray(start, Math.min(end, start + longestHead)), blankLine, 1);
  const head = length === undefined ? undefined : readPartHead(content.subarray(start, start + length));
  if (!head) return { problem: 'has a part whose fields cannot be read' };
  return { ...head, content: content.subarray(start + length! + blankLine.length, end) };
}

function isLineEnd(content: Uint8Array, at: number): boolean {
  return content[at] === 0x0d && content[at + 1] === 0x0a;
}

/** Two hyphens, and perhaps the end of a line. */
function isEnd(content: Uint8Array, at: number): boolean {
  if (content[at] !== 0x2d || content[at + 1] !== 0x2d) return false;
  return content.length === at + 2 || (content.length === at + 4 && isLineEnd(content, at + 2));
}
