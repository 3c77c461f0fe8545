import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listsOf } from '../../../../shared/ai/money/book-page.ts';
import { modelPattern } from '../../../../shared/ai/money/model-pattern.ts';
import { priceBook } from '../../../../shared/ai/money/price-book.ts';
import { listedModel, Pricer, type PricerSettings } from '../../../../shared/ai/money/pricer.ts';
import { unused } from '../../../../shared/ai/usage/counts.ts';
import type { Usage } from '../../../../shared/ai/usage.ts';

const million: Usage = { ...unused, input: 1_000_000 };

const models = new Set(priceBook.flatMap(listsOf).map(([model]) => model));

describe('the prices of a route', () => {
  test('are those of the book for the models it knows, whatever their release is called', () => {
    for (const model of ['gpt-4o', 'gpt-4o-2024-08-06', 'openai/gpt-4o', 'GPT-4o', 'gpt-4o-latest']) {
      assert.deepEqual(pricer().cost(million, model, undefined), {
        microUnits: 2_500_000,
        currency: 'USD',
        basis: 'listed',
      });
    }
  });

  test('never take one model for another whose name begins the same', () => {
    assert.equal(pricer().cost(million, 'gpt-4o-mini', undefined).microUnits, 150_000);
    assert.equal(pricer().cost(million, 'gpt-4o-something-new', undefined).basis, 'unpriced');
  });

  test('know models whose own name ends like a release', () => {
    assert.equal(pricer().cost(million, 'text-embedding-ada-002', undefined).microUnits, 100_000);
    assert.equal(pricer().cost(million, 'gemini-2.0-flash-001', undefined).microUnits, 100_000);
  });

  const names = [
    ['gpt-4.1-2025-04-14', 'gpt-4.1'],
    ['gpt-5.1-chat-latest', 'gpt-5.1-chat'],
    ['gpt-5-pro-2025-10-06', 'gpt-5-pro'],
    ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
    ['claude-opus-4-20250514', 'claude-opus-4'],
    ['anthropic/claude-opus-5-5', 'claude-opus-5-5'],
    ['publishers/anthropic/models/claude-haiku-4-5@20251001', 'claude-haiku-4-5'],
    ['claude-sonnet-5@default', 'claude-sonnet-5'],
    ['models/gemini-2.5-flash-lite-preview-09-2025', 'gemini-2.5-flash-lite'],
    ['mistral-medium-latest', 'mistral-medium-latest'],
    ['gpt-4o-2024-05-13', 'gpt-4o-2024-05-13'],
    ['gpt-4o-2024-08-06-mini', undefined],
    ['mistral-medium-2508', undefined],
    ['mistral-large-2411', undefined],
  ] as const;
  for (const [name, model] of names) {
    test(`take ${name} for ${model ?? 'no model they know'}`, () => {
      assert.equal(listedModel(name), model);
      assert.equal(pricer().knows(name), model !== undefined);
    });
  }

  test('know releases that cost another price than their model', () => {
    assert.equal(pricer().cost(million, 'gpt-4o-2024-05-13', undefined).microUnits, 5_000_000);
    assert.equal(pricer().cost(million, 'gpt-3.5-turbo-1106', undefined).microUnits, 1_000_000);
  });

  test('are those of long requests above the length that the provider names', () => {
    const cached = { cachedInput: 200_000, output: 1_000_000 };

    assert.equal(pricer().cost({ ...unused, ...cached, input: 272_000 }, 'gpt-5.4', undefined).microUnits, 15_230_000);
    assert.equal(pricer().cost({ ...unused, ...cached, input: 272_001 }, 'gpt-5.4', undefined).microUnits, 22_960_005);
    assert.equal(pricer().cost(million, 'claude-haiku-5-5', undefined).microUnits, 500_000);
    assert.equal(pricer().cost(million, 'claude-opus-5-5', undefined).microUnits, 4_000_000);
  });

  test('are others for what the provider keeps for an hour', () => {
    const written = { ...million, cacheWrite: 1_000_000 };

    assert.equal(pricer().cost(written, 'claude-opus-4-8', undefined).microUnits, 6_250_000);
    assert.equal(
      pricer().cost({ ...written, hourCacheWrite: 600_000 }, 'claude-opus-4-8', undefined).microUnits,
      8_500_000,
    );
  });

  test('are those of the configuration first, in its order', () => {
    const rules = [
      { pattern: 'gpt-*-mini', input: 1_000_000, output: 0, currency: 'USD' },
      { pattern: 'gpt-*', input: 9_000_000, output: 0, currency: 'USD' },
    ];

    assert.equal(pricer({ rules }).cost(million, 'gpt-4o-mini', undefined).microUnits, 1_000_000);
    assert.equal(pricer({ rules }).cost(million, 'gpt-4o', undefined).microUnits, 9_000_000);
  });

  test('are by the model that answered, not by the one that was asked for', () => {
    assert.equal(pricer().cost(million, 'gpt-4o-mini', 'gpt-4o').microUnits, 150_000);
  });

  test('fall back to the model that was asked for, and say so', () => {
    assert.deepEqual(pricer().cost(million, 'my-deployment', 'gpt-4o').basis, 'asked');
  });

  test('fall back to the default, and say so', () => {
    const byDefault = { input: 1_000_000, output: 2_000_000 };

    assert.deepEqual(pricer({ byDefault }).cost(million, 'x', 'y'), {
      microUnits: 1_000_000,
      currency: 'USD',
      basis: 'default',
    });
    assert.equal(pricer({ byDefault }).knows(undefined), true);
  });

  test('are never zero for an unknown model, but unknown', () => {
    assert.deepEqual(pricer().cost(million, 'x', undefined), {
      microUnits: undefined,
      currency: 'USD',
      basis: 'unpriced',
    });
    assert.equal(pricer().knows('x'), false);
  });

  test('are not those of the book in another currency, nor when it is not wanted', () => {
    assert.equal(pricer({ currency: 'EUR' }).knows('gpt-4o'), false);
    assert.equal(pricer({ usesBook: false }).knows('gpt-4o'), false);
  });
});

describe('the price book', () => {
  for (const page of priceBook) {
    test(`has a day, and prices above zero, for ${page.provider}`, () => {
      assert.match(page.asOf, /^\d{4}-\d{2}-\d{2}$/);
      for (const [model, { input, output }] of listsOf(page)) {
        assert.ok(input > 0 && (output > 0 || model.includes('embed')), model);
        assert.ok(pricer().knows(model), model);
      }
    });

    test(`grows with what is done with the input, and with its length, for ${page.provider}`, () => {
      for (const [model, list] of listsOf(page)) {
        const { input, cachedInput = 0, cacheWrite = input, hourCacheWrite = cacheWrite, tiers = [] } = list;
        assert.ok(cachedInput < input && input <= cacheWrite && cacheWrite <= hourCacheWrite, model);
        for (const tier of tiers) {
          assert.ok(tier.input > input && tier.output > list.output, model);
          assert.equal(tier.cachedInput === undefined, list.cachedInput === undefined, model);
        }
      }
    });

    test(`takes no longer name for a shorter one, for ${page.provider}`, () => {
      for (const [model] of listsOf(page)) {
        for (const longer of [`${model}-max`, `${model}.9`, `${model}-2`, `x${model}`, `${model}-ultra-2026-11-22`]) {
          assert.ok(!pricer().knows(longer) || models.has(longer), longer);
        }
      }
    });
  }

  test('names every model once', () => {
    assert.equal(models.size, priceBook.flatMap(listsOf).length);
  });
});

describe('a pattern for models', () => {
  const rows = [
    ['gpt-4o', 'GPT-4O', true],
    ['gpt-4o', 'gpt-4o-mini', false],
    ['gpt-*', 'gpt-', true],
    ['*-mini', 'gpt-4o-mini', true],
    ['*4o*', 'gpt-4o-mini', true],
    ['claude-*-sonnet*', 'claude-3-5-sonnet-20241022', true],
    ['*gpt*4', 'my-gpt-3.4', true],
    ['a*a', 'a', false],
    ['a*b*a', 'aba', true],
    ['a*b*a', 'aa', false],
    ['*', '', true],
  ] as const;
  for (const [pattern, model, fits] of rows) {
    test(`${pattern} ${fits ? 'takes' : 'does not take'} ${JSON.stringify(model)}`, () => {
      assert.equal(modelPattern(pattern)(model), fits);
    });
  }

  test('takes no longer for names that are made to be slow', () => {
    const fits = modelPattern(`${'a*'.repeat(50)}b`);
    const begin = performance.now();

    assert.equal(fits('a'.repeat(1_000_000)), false);
    assert.equal(fits(`${'a'.repeat(1_000_000)}b`), true);
    assert.ok(performance.now() - begin < 10_000);
  });
});

function pricer(part: Partial<PricerSettings> = {}): Pricer {
  return new Pricer({ currency: 'USD', rules: [], usesBook: true, byDefault: undefined, ...part });
}
