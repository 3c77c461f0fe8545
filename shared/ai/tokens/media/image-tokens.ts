import type { ImageSize } from './image-size.ts';

/** Taken for images whose size cannot be known: given by address or id, or of another format. */
export const unknownSize: ImageSize = { width: 1024, height: 1024 };

/** Tokens of an image for OpenAI: by tiles of 512 pixels, or by patches of 32, as the model does it. */
export function openaiImageTokens(model: string, size: ImageSize, detail: string | undefined): number {
  const patched = patchModels.find(([name]) => model.includes(name));
  if (patched !== undefined) return Math.ceil(Math.min(squares(size, 32), mostPatches) * patched[1]);
  const [, base, tile] = tileModels.find(([name]) => model.includes(name)) ?? usualTiles;
  return detail === 'low' ? base : base + tile * squares(fitted(size), 512);
}

/** Tokens of an image for Anthropic: a token for 750 pixels, once it is scaled to what the models look at. */
export function anthropicImageTokens({ width, height }: ImageSize): number {
  const scale = Math.min(1, 1568 / Math.max(width, height));
  return Math.min(1600, Math.ceil((width * scale * height * scale) / 750));
}

/** Tokens of an image for Gemini: 258 for a small one, else for each tile. */
export function geminiImageTokens(size: ImageSize): number {
  const { width, height } = size;
  if (width <= 384 && height <= 384) return 258;
  const unit = Math.max(256, Math.min(768, Math.floor(Math.min(width, height) / 1.5)));
  return 258 * Math.min(mostTiles, squares(size, unit));
}

/** Scaled as OpenAI does it: into 2048 pixels square, then to 768 on the shorter side; never larger than it is. */
function fitted({ width, height }: ImageSize): ImageSize {
  const whole = Math.min(1, 2048 / Math.max(width, height));
  const scale = Math.min(whole, 768 / Math.min(width, height));
  return { width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
}

/** How many squares of so many pixels cover an image. */
function squares({ width, height }: ImageSize, side: number): number {
  return Math.ceil(width / side) * Math.ceil(height / side);
}

/** An image that claims to be endless must not cost more than a request may. */
const mostTiles = 64;
const mostPatches = 1536;

/** Models that count patches, and what a patch costs them. */
const patchModels: readonly (readonly [string, number])[] = [
  ['gpt-4.1-mini', 1.62],
  ['gpt-4.1-nano', 2.46],
  ['gpt-5-mini', 1.62],
  ['gpt-5-nano', 2.46],
  ['o4-mini', 1.72],
];

/** Models that count tiles: for the image, and for each tile. */
const tileModels: readonly (readonly [string, number, number])[] = [
  ['gpt-4o-mini', 2833, 5667],
  ['gpt-5', 70, 140],
  ['o1', 75, 150],
  ['o3', 75, 150],
  ['computer-use', 65, 129],
];
const usualTiles = ['', 85, 170] as const;
