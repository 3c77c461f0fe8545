import type { JsonObject } from '../../../../shared/ai/json.ts';
import type { SeededRandom } from '../../seeded-random.ts';

/** Chat requests with nothing but what is carried both ways. */
export function randomChat(random: SeededRandom): JsonObject {
  const messages: JsonObject[] = random.below(2) ? [{ role: 'system', content: randomWords(random) }] : [];
  const turns = 1 + random.below(5);
  for (let turn = 0; turn < turns; turn += 1) messages.push(...randomTurn(random, turn));
  // A chat that ends with the assistant asks Anthropic to go on with its words, which OpenAI cannot be asked for.
  if (messages.at(-1)!['role'] === 'assistant') messages.push({ role: 'user', content: randomWords(random) });
  const hasTools = random.below(3) > 0;
  return {
    model: pick(random, ['a', 'b-1']),
    messages,
    max_completion_tokens: 1 + random.below(9000),
    ...(hasTools && { tools: [randomTool(random, 'look'), randomTool(random, 'find')], ...randomChoice(random) }),
    ...(random.below(2) && { temperature: random.below(11) / 10 }),
    ...(random.below(2) && { top_p: random.below(11) / 10 }),
    ...(random.below(2) && { stop: ['###', 'END'].slice(random.below(2)) }),
    ...(random.below(2) && { user: 'u-1' }),
    ...(random.below(3) === 0 && { reasoning_effort: pick(random, ['low', 'medium', 'high']) }),
    ...(random.below(2) && { stream: true, stream_options: { include_usage: true } }),
  };
}

function randomTurn(random: SeededRandom, turn: number): JsonObject[] {
  const user = { role: 'user', content: random.below(2) ? randomWords(random) : randomParts(random) };
  if (random.below(3) > 0) return [user, { role: 'assistant', content: randomWords(random) }];
  const ids = Array.from({ length: 1 + random.below(3) }, (_, index) => `call_${turn}_${index}`);
  const calls = ids.map((id) => ({
    id,
    type: 'function',
    function: { name: 'look', arguments: randomArguments(random) },
  }));
  const results = ids.map((id) => ({ role: 'tool', tool_call_id: id, content: randomWords(random) }));
  const content = random.below(2) ? null : randomWords(random);
  return [user, { role: 'assistant', content, tool_calls: calls }, ...results, user];
}

function randomParts(random: SeededRandom): JsonObject[] {
  const url = pick(random, ['https://a.test/x.png', 'data:image/png;base64,iVBORw0KGgo=']);
  const image = { type: 'image_url', image_url: { url } };
  return [{ type: 'text', text: randomWords(random) }, image, { type: 'text', text: randomWords(random) }];
}

function randomTool(random: SeededRandom, name: string): JsonObject {
  const parameters = { type: 'object', properties: { where: { type: 'string', description: randomWords(random) } } };
  return {
    type: 'function',
    function: { name, description: 'Looks.', parameters, ...(random.below(2) && { strict: true }) },
  };
}

function randomChoice(random: SeededRandom): JsonObject {
  const named = { type: 'function', function: { name: 'look' } };
  const tool_choice = pick(random, ['auto', 'required', named]);
  return { tool_choice, ...(random.below(2) && { parallel_tool_calls: false }) };
}

/** The text of an object, as a model writes it here. */
export function randomArguments(random: SeededRandom): string {
  if (random.below(4) === 0) return '{}';
  return JSON.stringify({ where: randomWords(random), deep: { list: [1, 2.5, null, true] } });
}

/** A text that is never empty. */
export function randomWords(random: SeededRandom): string {
  const words = ['snow', 'é', '雪', '🙂', 'a "quoted"', 'line\nbreak', '\\', 'end.'];
  return Array.from({ length: 1 + random.below(4) }, () => pick(random, words)).join(' ');
}

export function pick<Value>(random: SeededRandom, values: readonly Value[]): Value {
  return values[random.below(values.length)]!;
}
