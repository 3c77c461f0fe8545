import { gzipped, largeBytes, pieces, plainText, sample, sha256 } from './sample.ts';

const digestOf = (content: Uint8Array): string => `${content.length} ${sha256(content)}`;

/** What a client program must report, by the name of what it did. */
export const expectedResults = {
  get: `200 ${plainText}`,
  head: '200 22 0',
  'post-length': digestOf(sample(70_000)),
  'post-chunked': digestOf(sample(70_000)),
  'gzip-bytes': gzipped.toString('base64'),
  'gzip-text': 'packed by the origin, and by nobody else\n'.repeat(20),
  chunked: pieces.join(''),
  'no-content': '204 ',
  'not-modified': '304 ',
  range: `206 ${digestOf(sample(300).subarray(100))}`,
  'to-the-end': plainText,
  continue: digestOf(Buffer.from('hello')),
  'large-down': digestOf(sample(largeBytes)),
  'large-up': digestOf(sample(largeBytes)),
  'slow-reader': digestOf(sample(largeBytes)),
  'slow-sender': digestOf(Buffer.from('hello')),
  'early-close': 'broken',
  'early-close-chunked': 'broken',
  'reset-before-head': '502',
  'reset-within-body': 'broken',
  'keep-alive': 'one connection',
  'half-close': digestOf(sample(largeBytes)),
  'resets-of-the-client': 'goes on',
} as const satisfies Record<string, string>;

/** The name of something that clients do. */
export type Deed = keyof typeof expectedResults;
