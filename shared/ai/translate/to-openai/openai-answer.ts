import { entriesOf, textIn, textOf } from '../../dialects/json/values.ts';
import type { JsonObject } from '../../json.ts';
import type { Losses } from '../losses.ts';
import { openaiFinish, refusalOf } from './openai-finish.ts';
import { openaiUsage } from './openai-usage.ts';

/** A whole message as a chat completion. `created` in seconds since 1970. */
export function openaiAnswer(json: JsonObject, created: number, losses: Losses): JsonObject {
  const message = messageOf(json, losses);
  const finish_reason = openaiFinish(json['stop_reason'], losses) ?? 'stop';
  return {
    id: textOf(json['id']) ?? 'chatcmpl-unnamed',
    object: 'chat.completion',
    created,
    model: textIn(json['model']),
    choices: [{ index: 0, message, logprobs: null, finish_reason }],
    usage: openaiUsage(json['usage']),
  };
}

function messageOf(json: JsonObject, losses: Losses): JsonObject {
  let text: string | null = null;
  let reasoning = '';
  const thoughts: JsonObject[] = [];
  const calls: JsonObject[] = [];
  for (const [, block] of entriesOf(json['content'])) {
    const type = textIn(block['type']);
    if (type === 'text') {
      noteCitations(block, losses);
      text = (text ?? '') + textIn(block['text']);
    } else if (type === 'thinking' || type === 'redacted_thinking') {
      reasoning += textIn(block['thinking']);
      thoughts.push(block);
    } else if (type === 'tool_use') {
      const call = { name: textIn(block['name']), arguments: JSON.stringify(block['input'] ?? {}) };
      calls.push({ id: textIn(block['id']), type: 'function', function: call });
    } else losses.add('server-tools');
  }
  return {
    role: 'assistant',
    content: text,
    refusal: refusalOf(json),
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...(thoughts.length > 0 && { thinking_blocks: thoughts }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

/** Sources that a text names are not told. */
export function noteCitations(block: JsonObject, losses: Losses): void {
  if (Array.isArray(block['citations']) && block['citations'].length > 0) losses.add('citations');
}
