import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { anthropicMessages } from '../../shared/ai/dialects/anthropic-messages.ts';
import { openaiChat } from '../../shared/ai/dialects/openai-chat.ts';
import { translateAnswer } from '../../shared/ai/translate/translate-answer.ts';
import { translateRequest } from '../../shared/ai/translate/translate-request.ts';
import { type TranslationRow, translationTable } from '../../shared/ai/translate/translation-table.ts';
import { lossSamples } from '../support/ai/translate/loss-samples.ts';
import { renewedTranslationPage } from '../support/ai/translate/translation-page.ts';

const lostRows = translationTable.filter(({ fate }) => fate === 'lost');

describe('translation', () => {
  for (const row of lostRows) {
    test(`reports ${row.field} of ${row.from} (${row.part})`, () => {
      const sample = lossSamples[`${row.from} ${row.part} ${row.field}`];
      assert.ok(sample, 'every loss has a sample');

      const lost = lossesOf(row, sample.json);

      assert.deepEqual(lost, sample.names ?? [row.field]);
    });
  }

  test('reports a field that nobody knows, under a name that a header may carry', () => {
    const json = { model: 'm', messages: [{ role: 'user', content: 'a', 'b\r\nc': 1 }], new_field: {} };

    assert.deepEqual(lossesOf({ from: 'openai-chat', part: 'request' }, json), ['new_field', 'messages.b??c']);
  });

  test('reports no more names than a header may hold', () => {
    const json = { messages: [], ...Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`f${index}`, 1])) };

    const lost = lossesOf({ from: 'openai-chat', part: 'request' }, json);

    assert.equal(lost.length, 33);
    assert.equal(lost.at(-1), 'more');
  });

  test('loses nothing where a field asks for what is usual', () => {
    const usual = {
      n: 1,
      logprobs: false,
      frequency_penalty: 0,
      presence_penalty: 0,
      seed: null,
      modalities: ['text'],
    };

    assert.deepEqual(lossesOf({ from: 'openai-chat', part: 'request' }, { model: 'm', messages: [], ...usual }), []);
  });

  test('is told in the documentation as it is in the code', () => {
    const page = readFileSync(new URL('../../docs/translation.md', import.meta.url), 'utf8');

    assert.equal(renewedTranslationPage(page), page, 'run node scripts/translation-page.ts');
  });
});

function lossesOf({ from, part }: Pick<TranslationRow, 'from' | 'part'>, json: object): readonly string[] {
  const isChat = from === 'openai-chat';
  const to = isChat ? anthropicMessages : openaiChat;
  if (part === 'answer') return translateAnswer(structuredClone(json) as never, to, 0).lost;
  const content = new TextEncoder().encode(JSON.stringify(json));
  const dialect = isChat ? openaiChat : anthropicMessages;
  return translateRequest(dialect.read(content, '/', undefined), to).lost;
}
