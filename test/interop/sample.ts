import { createHash } from 'node:crypto';

/** Content that every origin and client can make for itself: the numbers from 0 to 250, over and over. */
export function sample(bytes: number): Buffer {
  const content = Buffer.allocUnsafe(bytes);
  for (let i = 0; i < bytes; i += 1) content[i] = i % 251;
  return content;
}

/** SHA-256 in hexadecimal. */
export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Bytes of the large bodies. */
export const largeBytes = 8 * 1024 * 1024;

/** What `/gzip` answers: a stream with a file name in it, which nobody who packed it anew would make. */
export const gzipped = Buffer.from(
  'H4sICAAAAAAAA3NhbXBsZS50eHQAK0hMzk5NUUiqVCjJSFXIL8pMz8zTUUjMAwvl5Sflp1QqpOYUp3IVjCocVTiqEKQQAARzwNY0AwAA',
  'base64',
);

/** What `/plain` answers. */
export const plainText = 'hello from the origin\n';

/** The pieces of `/chunked`. */
export const pieces = ['one ', 'two and ', 'three'];
