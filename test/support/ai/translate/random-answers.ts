import type { JsonObject, JsonValue } from '../../../../shared/ai/json.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import { pick, randomArguments, randomWords } from './random-conversation.ts';

/** A message of Anthropic as it is told whole, and the events that tell it. */
export interface Told {
  readonly whole: JsonObject;
  readonly events: readonly JsonValue[];
}

/** A message with thoughts, a text and calls, and a stream that says the same. */
export function randomMessage(random: SeededRandom): Told {
  const content: JsonObject[] = [];
  if (random.below(2)) content.push({ type: 'thinking', thinking: randomWords(random), signature: 'c2ln' });
  if (random.below(4) === 0) content.push({ type: 'redacted_thinking', data: 'eHg=' });
  if (random.below(4)) content.push({ type: 'text', text: randomWords(random), citations: null });
  const calls = random.below(3);
  for (let call = 0; call < calls; call += 1) {
    content.push({ type: 'tool_use', id: `t${call}`, name: 'look', input: JSON.parse(randomArguments(random)) });
  }
  const stop_reason = calls > 0 ? 'tool_use' : pick(random, ['end_turn', 'max_tokens', 'refusal']);
  const usage = { input_tokens: 7, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 33 };
  const head = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude' };
  const ends = { stop_reason, stop_sequence: null };
  const start = { ...head, content: [], stop_reason: null, stop_sequence: null, usage: { ...usage, output_tokens: 1 } };
  const events: JsonValue[] = [{ type: 'message_start', message: start }, { type: 'ping' }];
  for (const [index, block] of content.entries()) events.push(...blockEvents(random, block, index));
  events.push({ type: 'message_delta', delta: ends, usage: { output_tokens: 33 } }, { type: 'message_stop' });
  return { whole: { ...head, content, ...ends, usage }, events };
}

function blockEvents(random: SeededRandom, block: JsonObject, index: number): JsonObject[] {
  const deltas: JsonObject[] = [];
  let started = block;
  if (block['type'] === 'text') {
    started = { ...block, text: '' };
    for (const text of pieces(random, String(block['text']))) deltas.push({ type: 'text_delta', text });
  } else if (block['type'] === 'thinking') {
    started = { ...block, thinking: '', signature: '' };
    for (const thinking of pieces(random, String(block['thinking']))) deltas.push({ type: 'thinking_delta', thinking });
    deltas.push({ type: 'signature_delta', signature: block['signature'] });
  } else if (block['type'] === 'tool_use') {
    started = { ...block, input: {} };
    const text = JSON.stringify(block['input']);
    // A tool without input gets no delta at times.
    const parts = text === '{}' && random.below(2) ? [] : pieces(random, text);
    for (const partial_json of ['', ...parts]) deltas.push({ type: 'input_json_delta', partial_json });
  }
  return [
    { type: 'content_block_start', index, content_block: started },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

/** A chat completion and a stream of chunks that says the same; calls are told in any order. */
export function randomCompletion(random: SeededRandom): Told {
  const reasoning_content = random.below(2) ? randomWords(random) : '';
  const content = random.below(4) ? randomWords(random) : null;
  const count = random.below(4);
  const calls = Array.from({ length: count }, (_, index) => {
    return { id: `c${index}`, type: 'function', function: { name: 'look', arguments: randomArguments(random) } };
  });
  const finish_reason =
    count > 0 ? pick(random, ['tool_calls', 'stop']) : pick(random, ['stop', 'length', 'content_filter']);
  const details = { cached_tokens: 100, cache_write_tokens: 20 };
  const usage = { prompt_tokens: 127, completion_tokens: 33, total_tokens: 160, prompt_tokens_details: details };
  const head = { id: 'chatcmpl-1', created: 1, model: 'gpt' };
  const message = {
    ...{ role: 'assistant', content, refusal: null },
    ...(reasoning_content !== '' && { reasoning_content }),
    ...(count > 0 && { tool_calls: calls }),
  };
  const deltas: JsonObject[] = [{ role: 'assistant', content: '', refusal: null }];
  for (const piece of pieces(random, reasoning_content)) deltas.push({ reasoning_content: piece });
  for (const piece of pieces(random, content ?? '')) deltas.push({ content: piece });
  deltas.push(...callDeltas(random, calls));
  const chunk = (delta: JsonObject, finish: string | null): JsonObject => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    return { ...head, object: 'chat.completion.chunk', choices, usage: null };
  };
  const events: JsonValue[] = deltas.map((delta) => chunk(delta, null));
  events.push(chunk({}, finish_reason), { ...head, choices: [], usage });
  if (random.below(2)) events.push('[DONE]');
  return { whole: { ...head, choices: [{ index: 0, message, finish_reason }], usage }, events };
}

function callDeltas(random: SeededRandom, calls: readonly JsonObject[]): JsonObject[] {
  const deltas: JsonObject[] = [];
  const waiting: { index: number; parts: string[] }[] = [];
  for (const [index, call] of calls.entries()) {
    const { name, arguments: text } = call['function'] as { name: string; arguments: string };
    deltas.push({ tool_calls: [{ ...call, index, function: { name, arguments: '' } }] });
    waiting.push({ index, parts: pieces(random, text) });
  }
  for (let open = waiting; open.length > 0; open = open.filter(({ parts }) => parts.length > 0)) {
    const { index, parts } = pick(random, open);
    const part = parts.shift();
    if (part !== undefined) deltas.push({ tool_calls: [{ index, function: { arguments: part } }] });
  }
  return deltas;
}

/** A text cut anywhere, between the halves of a pair too. */
function pieces(random: SeededRandom, text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + 1 + random.below(5);
    found.push(text.slice(at, end));
    at = end;
  }
  return found;
}
