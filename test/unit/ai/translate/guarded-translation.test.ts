import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anthropicMessages } from '../../../../shared/ai/dialects/anthropic-messages.ts';
import type { Dialect } from '../../../../shared/ai/dialects/dialect.ts';
import { openaiChat } from '../../../../shared/ai/dialects/openai-chat.ts';
import { TranslatedOutput } from '../../../../shared/ai/exit/translated-output.ts';
import type { AnswerGuard } from '../../../../shared/ai/guardrails/guard.ts';
import { GuardLine } from '../../../../shared/ai/guardrails/stream/guard-line.ts';
import { GuardedOutput } from '../../../../shared/ai/guardrails/stream/guarded-output.ts';
import type { JsonValue } from '../../../../shared/ai/json.ts';
import { streamTranslator } from '../../../../shared/ai/translate/stream-translator.ts';
import { translateAnswer } from '../../../../shared/ai/translate/translate-answer.ts';
import { readEvents, utf8 } from '../../../support/ai/read-events.ts';
import { accumulateCompletion, accumulateMessage } from '../../../support/ai/translate/accumulate.ts';
import { randomCompletion, randomMessage } from '../../../support/ai/translate/random-answers.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

/** Holds every text back until its channel ends. */
function holdingGuard(): AnswerGuard {
  const held = new Map<string, string>();
  return {
    whole: () => ({ kind: 'pass' }),
    piece(channel, text) {
      held.set(channel, (held.get(channel) ?? '') + text);
      return { kind: 'deliver', text: '' };
    },
    drop: (channel) => held.delete(channel),
    holds: (channel) => held.has(channel),
    end(channel) {
      const text = held.get(channel) ?? '';
      held.delete(channel);
      return { kind: 'deliver', text };
    },
  };
}

/** The events that a client gets of a provider's, held back by a guard on the way. */
function guarded(events: readonly JsonValue[], from: Dialect, to: Dialect) {
  const inner = new TranslatedOutput(streamTranslator(to, 0, true));
  const line = new GuardLine([holdingGuard()], () => {});
  const output = new GuardedOutput(inner, line, { format: 'sse', hides: true, isJson: false });
  const reader = from.reader();
  const wire = events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
  const told = readEvents('sse', wire.map(utf8)).map((event) => output.event(event, reader.event(event)));
  return readEvents(
    'sse',
    [...told, output.end()].filter((bytes) => bytes !== undefined),
  );
}

test('what guards hold back of a stream reaches the client in the words of its own API', (t) => {
  const seed = testSeed();
  t.diagnostic(`SEED=${seed}`);
  const random = new SeededRandom(seed);
  for (let round = 0; round < 100; round += 1) {
    const message = randomMessage(random);
    const completion = randomCompletion(random);

    assert.deepEqual(
      accumulateCompletion(guarded(message.events, anthropicMessages, openaiChat)),
      translateAnswer(message.whole, openaiChat, 0).json,
    );
    assert.deepEqual(
      texts(accumulateMessage(guarded(completion.events, openaiChat, anthropicMessages))),
      texts(translateAnswer(completion.whole, anthropicMessages, 0).json),
    );
  }
});

/** What a message says, by kind: held texts may come after the calls that they stood before. */
function texts(message: object): object {
  const { content } = message as { content: { type: string; text?: string; thinking?: string; input?: object }[] };
  const of = (type: string) => content.filter((block) => block.type === type);
  return {
    text: of('text').map(({ text }) => text),
    thinking: of('thinking').map(({ thinking }) => thinking),
    calls: of('tool_use').map(({ input }) => input),
  };
}
