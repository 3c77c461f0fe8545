import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { anthropicMessages } from '../../../../shared/ai/dialects/anthropic-messages.ts';
import type { Dialect } from '../../../../shared/ai/dialects/dialect.ts';
import { openaiChat } from '../../../../shared/ai/dialects/openai-chat.ts';
import type { JsonObject, JsonValue } from '../../../../shared/ai/json.ts';
import { streamTranslator } from '../../../../shared/ai/translate/stream-translator.ts';
import { translateAnswer } from '../../../../shared/ai/translate/translate-answer.ts';
import { readEvents, utf8 } from '../../../support/ai/read-events.ts';
import { randomCompletion, randomMessage } from '../../../support/ai/translate/random-answers.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const prompt = { model: 'm', messages: [{ role: 'user' as const, content: 'Hello?' }] };

test('the client of Anthropic puts a translated stream together to the translated whole', async (t) => {
  const random = seeded(t);
  for (let round = 0; round < 50; round += 1) {
    const told = randomCompletion(random);
    const client = new Anthropic({ apiKey: 'x', fetch: answering(told.events, anthropicMessages) });

    const message = await client.messages.stream({ ...prompt, max_tokens: 9 }).finalMessage();

    assert.partialDeepStrictEqual(plain(message), translateAnswer(told.whole, anthropicMessages, 0).json);
  }
});

test('the client of OpenAI puts a translated stream together to the translated whole', async (t) => {
  const random = seeded(t);
  for (let round = 0; round < 50; round += 1) {
    const told = randomMessage(random);
    const client = new OpenAI({ apiKey: 'x', fetch: answering(told.events, openaiChat) });
    const { choices, usage } = completionOf(translateAnswer(told.whole, openaiChat, 0).json);
    const { content, tool_calls } = choices[0]!.message;

    const completion = await client.chat.completions.stream(prompt).finalChatCompletion();

    const [choice] = completion.choices;
    assert.equal(choice?.message.content || null, content);
    assert.partialDeepStrictEqual(plain(choice?.message.tool_calls ?? []), tool_calls ?? []);
    assert.equal(choice?.finish_reason, choices[0]!.finish_reason);
    assert.deepEqual(completion.usage, usage);
  }
});

/** A provider that answers with these events, behind a translation. */
function answering(events: readonly JsonValue[], to: Dialect): () => Promise<Response> {
  const translator = streamTranslator(to, 0, true);
  const wire = events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
  const read = readEvents('sse', wire.map(utf8));
  const told = read.map((event) => translator.event(event)).join('') + translator.end();
  return async () => new Response(told, { headers: { 'content-type': 'text/event-stream' } });
}

function seeded(t: { diagnostic(text: string): void }): SeededRandom {
  const seed = testSeed();
  t.diagnostic(`SEED=${seed}`);
  return new SeededRandom(seed);
}

/** Without what clients hide in their objects. */
function plain(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}

function completionOf(json: JsonObject): OpenAI.ChatCompletion {
  return json as unknown as OpenAI.ChatCompletion;
}
