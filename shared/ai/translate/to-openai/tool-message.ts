import { entriesOf, textIn } from '../../dialects/json/values.ts';
import type { JsonObject } from '../../json.ts';
import type { Losses } from '../losses.ts';
import { openaiParts } from './openai-parts.ts';

/** The result of a tool as a message, which may hold nothing but text. What else it holds is put into `media`. */
export function toolMessage(block: JsonObject, media: JsonObject[], losses: Losses): JsonObject {
  losses.others(block, resultFields, 'tool_result.');
  if (block['cache_control'] != null) losses.add('cache_control');
  if (block['is_error'] === true) losses.add('tool_result.is_error');
  const { content } = block;
  const id = textIn(block['tool_use_id']);
  if (typeof content === 'string') return { role: 'tool', tool_call_id: id, content };
  const texts: JsonObject[] = [];
  for (const [, inner] of entriesOf(content)) {
    if (inner['type'] === 'image' || inner['type'] === 'document') media.push(inner);
    else texts.push(inner);
  }
  const parts = openaiParts(texts, losses);
  return { role: 'tool', tool_call_id: id, content: parts.length === 0 ? '' : parts };
}

const resultFields: ReadonlySet<string> = new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control']);
