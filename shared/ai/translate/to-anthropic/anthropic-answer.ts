import { entriesOf, isList, isObject, textIn, textOf } from '../../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Losses } from '../losses.ts';
import { objectText } from '../object-text.ts';
import { anthropicStop } from './anthropic-stop.ts';
import { anthropicUsage } from './anthropic-usage.ts';

/** A whole chat completion as a message. */
export function anthropicAnswer(json: JsonObject, losses: Losses): JsonObject {
  const choices = [...entriesOf(json['choices'])].map(([, choice]) => choice);
  if (choices.length > 1) losses.add('choices');
  const [choice = {}] = choices;
  const message = isObject(choice['message']) ? choice['message'] : {};
  if (isObject(choice['logprobs'])) losses.add('logprobs');
  const content = contentOf(message, losses);
  const hasCalls = content.some(({ type }) => type === 'tool_use');
  return {
    id: textOf(json['id']) ?? 'msg_unnamed',
    type: 'message',
    role: 'assistant',
    model: textIn(json['model']),
    content,
    ...anthropicStop(choice, { hasCalls, isRefused: textIn(message['refusal']) !== '' }),
    usage: anthropicUsage(json['usage']),
  };
}

function contentOf(message: JsonObject, losses: Losses): JsonObject[] {
  noteLost(message, losses);
  const blocks: JsonObject[] = [];
  for (const [, thought] of entriesOf(message['thinking_blocks'])) blocks.push(thought);
  const thinking = textIn(message['reasoning_content']) || textIn(message['reasoning']);
  if (thinking !== '' && blocks.length === 0) blocks.push({ type: 'thinking', thinking, signature: '' });
  const text = spoken(message['content']) + textIn(message['refusal']);
  if (text !== '') blocks.push({ type: 'text', text, citations: null });
  for (const [index, call] of entriesOf(message['tool_calls'])) {
    if (!isObject(call['function'])) {
      losses.add('tool_calls.custom');
      continue;
    }
    const { name, arguments: written } = call['function'];
    const input = isObject(written) ? written : objectText(textIn(written));
    if (input === undefined) losses.add('tool_calls.arguments');
    blocks.push({
      type: 'tool_use',
      id: textOf(call['id']) ?? `call_${index}`,
      name: textIn(name),
      input: input ?? {},
    });
  }
  return blocks;
}

/** Takes note of what no block holds, in a message or in a delta of one. */
export function noteLost(message: JsonObject, losses: Losses): void {
  if (isList(message['annotations']) && message['annotations'].length > 0) losses.add('annotations');
  if (isObject(message['audio'])) losses.add('audio');
  losses.others(message, messageFields, 'message.');
}

/** Some answer in parts. */
export function spoken(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content;
  let text = '';
  for (const [, part] of entriesOf(content)) text += textIn(part['text']);
  return text;
}

const messageFields: ReadonlySet<string> = new Set([
  ...['role', 'content', 'refusal', 'tool_calls', 'reasoning_content', 'reasoning', 'annotations', 'audio'],
  // The same thoughts once more, as OpenRouter sends them.
  'reasoning_details',
  'thinking_blocks',
]);
