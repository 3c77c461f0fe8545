import type { Base64Bytes } from './base64-bytes.ts';

/** Pixels of an image. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** The size that the head of a PNG, JPEG, GIF or WebP file tells; `undefined` where it tells none. Nothing is decoded. */
export function imageSize(file: Base64Bytes): ImageSize | undefined {
  const size = sizeIn(file);
  return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined;
}

function sizeIn(file: Base64Bytes): ImageSize | undefined {
  if (spells(file, 1, 'PNG')) return { width: big(file, 16, 4), height: big(file, 20, 4) };
  if (spells(file, 0, 'GIF8')) return { width: little(file, 6, 2), height: little(file, 8, 2) };
  if (spells(file, 0, 'RIFF') && spells(file, 8, 'WEBP')) return webpSize(file);
  if (big(file, 0, 2) === 0xffd8) return jpegSize(file);
  return undefined;
}

function webpSize(file: Base64Bytes): ImageSize | undefined {
  if (spells(file, 12, 'VP8X')) return { width: little(file, 24, 3) + 1, height: little(file, 27, 3) + 1 };
  if (spells(file, 12, 'VP8L')) {
    const bits = little(file, 21, 4);
    if (bits < 0) return undefined;
    return { width: (bits % 0x4000) + 1, height: (Math.floor(bits / 0x4000) % 0x4000) + 1 };
  }
  if (!spells(file, 12, 'VP8 ')) return undefined;
  return { width: little(file, 26, 2) % 0x4000, height: little(file, 28, 2) % 0x4000 };
}

/** Goes from segment to segment to the first that begins a frame; the segments before it may be long, but they are few. */
function jpegSize(file: Base64Bytes): ImageSize | undefined {
  let at = 2;
  for (let segment = 0; segment < mostSegments; segment += 1) {
    if (file.at(at) !== 0xff) return undefined;
    const marker = file.at(at + 1);
    // A segment may be filled up with 0xff before it; some markers stand alone.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (beginsFrame(marker)) return { width: big(file, at + 7, 2), height: big(file, at + 5, 2) };
    else {
      const length = big(file, at + 2, 2);
      if (length < 2) return undefined;
      at += 2 + length;
    }
  }
  return undefined;
}

/** More than any camera writes. */
const mostSegments = 1_000;

/** Start of frame, of whatever kind; three of the codes in their row mean something else. */
function beginsFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function spells(file: Base64Bytes, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (file.at(at + index) !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** A number with its highest byte first; negative when a byte is missing. */
function big(file: Base64Bytes, at: number, bytes: number): number {
  let value = 0;
  for (let index = 0; index < bytes; index += 1) {
    const byte = file.at(at + index);
    if (byte < 0) return -1;
    value = value * 256 + byte;
  }
  return value;
}

/** A number with its lowest byte first; far below zero when a byte is missing. */
function little(file: Base64Bytes, at: number, bytes: number): number {
  let value = 0;
  for (let index = bytes - 1; index >= 0; index -= 1) {
    const byte = file.at(at + index);
    if (byte < 0) return missing;
    value = value * 256 + byte;
  }
  return value;
}

const missing = -(2 ** 40);
