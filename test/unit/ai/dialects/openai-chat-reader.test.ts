import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatReader } from '../../../../shared/ai/dialects/openai-chat-reader.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const seed = testSeed();

test(`each chunk means what it means when it is parsed, whatever came before (SEED=${seed})`, () => {
  const random = new SeededRandom(seed);
  for (let stream = 0; stream < 400; stream += 1) {
    const reader = new ChatReader();
    const parsing = new ChatReader();
    const seen = [''];
    for (let i = 0; i < 30; i += 1) {
      const data = nextChunk(random, random.below(3) === 0 ? pick(random, seen) : seen.at(-1)!);
      seen.push(data);

      assert.deepEqual(reader.event({ name: '', data, bytes }), meaningOf(parsing, data), data);
      assert.deepEqual(stateOf(reader), stateOf(parsing), data);
    }
  }
});

test('a text that stands in another field of the same name is not taken for what the model says', () => {
  const reader = new ChatReader();
  const event = (content: string) =>
    reader.event({ name: '', data: `{"content":"${content}","choices":[{"delta":{"cont\\u0065nt":"hi"}}]}`, bytes });

  assert.deepEqual([event('hi').text, event('other').text], ['hi', 'hi']);
});

const bytes = new Uint8Array(0);

function meaningOf(parsing: ChatReader, data: string): unknown {
  try {
    return parsing.json(JSON.parse(data));
  } catch {
    return { kind: 'other', text: '' };
  }
}

function stateOf({ usage, model, isDone }: ChatReader): unknown {
  return { usage, model, isDone };
}

/** Mostly like one that came before; now and then anything else, or broken. */
function nextChunk(random: SeededRandom, before: string): string {
  if (before === '' || random.below(8) === 0) return chunkOf(random);
  const changed = before.replace(/("(?:content|text|reasoning|obfuscation)": ?")[^"]*"/g, (_, start: string) => {
    return `${start}${pick(random, texts)}"`;
  });
  if (random.below(12) > 0) return changed;
  const at = random.below(changed.length);
  return changed.slice(0, at) + pick(random, ['', '"', '\\', '}', 'x', '\n']) + changed.slice(at + random.below(2));
}

function chunkOf(random: SeededRandom): string {
  const choice = () => ({
    index: random.below(2),
    ...pick(random, [
      { delta: { content: pick(random, texts) } },
      { delta: { role: 'assistant', content: pick(random, texts), refusal: null } },
      { delta: { content: '', reasoning: pick(random, texts) } },
      { delta: { content: [{ type: 'text', text: pick(random, texts) }] } },
      { delta: { content: 'a', tool_calls: [{ function: { name: 'a', arguments: pick(random, texts) } }] } },
      { delta: {}, text: pick(random, texts) },
      { text: pick(random, texts) },
    ]),
    finish_reason: pick(random, [null, null, null, 'stop']),
  });
  const chunk = {
    model: pick(random, ['m', 'n']),
    ...pick(random, [{}, { content: 'a' }, { text: pick(random, texts) }]),
    choices: random.below(6) === 0 ? [choice(), choice()] : [choice()],
    ...pick(random, [{}, { usage: null }, { usage: { prompt_tokens: random.below(9), completion_tokens: 1 } }]),
    ...pick(random, [{}, { error: 'a' }, {}, {}]),
    ...pick(random, [{}, { obfuscation: 'abc' }, { obfuscation: '' }]),
  };
  const text = JSON.stringify(chunk);
  return random.below(3) === 0 ? text.replaceAll('":', '": ') : text;
}

const texts = ['a', 'b', ' word', '', 'é', '\ud83d\ude00', 'line\\nbreak', '\\u0061', '{', '"content":"', '1'];

function pick<T>(random: SeededRandom, from: readonly T[]): T {
  return from[random.below(from.length)]!;
}
