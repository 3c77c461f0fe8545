import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  anthropicImageTokens,
  geminiImageTokens,
  openaiImageTokens,
} from '../../../../../shared/ai/tokens/media/image-tokens.ts';

const of = (width: number, height: number) => ({ width, height });

describe('tokens of images', () => {
  test('follow the tiles of OpenAI', () => {
    assert.equal(openaiImageTokens('gpt-4o', of(1024, 1024), 'high'), 765);
    assert.equal(openaiImageTokens('gpt-4o', of(2048, 4096), undefined), 1105);
    assert.equal(openaiImageTokens('gpt-4o', of(4096, 8192), 'low'), 85);
    assert.equal(openaiImageTokens('gpt-4o', of(300, 200), 'auto'), 255);
    assert.equal(openaiImageTokens('gpt-4o-mini', of(1024, 1024), 'high'), 25_501);
    assert.equal(openaiImageTokens('o3', of(512, 512), 'high'), 225);
  });

  test('follow the patches of smaller models of OpenAI', () => {
    assert.equal(openaiImageTokens('gpt-4.1-mini', of(1024, 1024), undefined), 1659);
    assert.equal(openaiImageTokens('o4-mini', of(9000, 9000), undefined), 2642);
  });

  test('follow the pixels for Anthropic, up to what the models look at', () => {
    assert.equal(anthropicImageTokens(of(200, 200)), 54);
    assert.equal(anthropicImageTokens(of(1092, 1092)), 1590);
    assert.equal(anthropicImageTokens(of(8000, 8000)), 1600);
  });

  test('follow the tiles of Gemini', () => {
    assert.equal(geminiImageTokens(of(384, 384)), 258);
    assert.equal(geminiImageTokens(of(960, 540)), 258 * 6);
  });

  test('stay within bounds for images that claim to be endless', () => {
    const endless = of(2 ** 32 - 1, 1);

    assert.ok(openaiImageTokens('gpt-4o', endless, 'high') < 2_000);
    assert.ok(anthropicImageTokens(endless) <= 1_600);
    assert.ok(geminiImageTokens(endless) <= 258 * 64);
  });
});
