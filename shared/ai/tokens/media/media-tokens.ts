import type { Dialect } from '../../dialects/dialect.ts';
import { imageSize } from './image-size.ts';
import { anthropicImageTokens, geminiImageTokens, openaiImageTokens, unknownSize } from './image-tokens.ts';
import type { MediaPart } from './media-part.ts';

/** Tokens that a file of a request is expected to cost. Images are close; the others go by the bytes of usual files. */
export function mediaTokens(part: MediaPart, family: Dialect['family'], model: string | undefined): number {
  if (part.kind === 'image') return imageTokens(part, family, (model ?? '').slice(0, longestName).toLowerCase());
  const { bytesPerToken, unknown } = rates[part.kind];
  return part.file === undefined ? unknown : Math.ceil(part.file.length / bytesPerToken);
}

/** Bytes of a usual file for each token it costs. */
export function bytesPerToken(kind: keyof typeof rates): number {
  return rates[kind].bytesPerToken;
}

function imageTokens({ file, detail }: MediaPart, family: Dialect['family'], model: string): number {
  const size = (file && imageSize(file)) ?? unknownSize;
  if (family === 'anthropic') return anthropicImageTokens(size);
  return family === 'gemini' ? geminiImageTokens(size) : openaiImageTokens(model, size, detail);
}

/** A name is looked through for every image: a client must not make that long. */
const longestName = 100;

/**
 * Sound: ten tokens a second at 128 kbit/s. Documents: 2,000 tokens for a page of 50 kB. Film: 260 tokens a second at
 * 1 Mbit/s. Text that nobody here can read: four bytes. And what is taken for one whose length cannot be known.
 */
const rates = {
  audio: { bytesPerToken: 1_600, unknown: 1_000 },
  document: { bytesPerToken: 25, unknown: 8_000 },
  video: { bytesPerToken: 480, unknown: 15_000 },
  text: { bytesPerToken: 4, unknown: 8_000 },
} as const;
