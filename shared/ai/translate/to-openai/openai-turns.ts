import { entriesOf, textIn } from '../../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Losses } from '../losses.ts';
import { openaiParts } from './openai-parts.ts';
import { toolMessage } from './tool-message.ts';

/** The turns of a request for messages as messages of a chat, what the system says first. */
export function openaiTurns(
  system: JsonValue | undefined,
  turns: JsonValue | undefined,
  losses: Losses,
): readonly JsonObject[] {
  const messages: JsonObject[] = [];
  const first = contentOf(system, losses);
  if (first !== undefined) messages.push({ role: 'system', content: first });
  for (const [, turn] of entriesOf(turns)) {
    losses.others(turn, turnFields, 'messages.');
    const { role, content } = turn;
    if (typeof content === 'string') messages.push({ role: textIn(role), content });
    else if (role === 'assistant') messages.push(assistantMessage(content, losses));
    else if (role === 'system') messages.push({ role, content: contentOf(content, losses) ?? '' });
    else messages.push(...userMessages(content, losses));
  }
  // Anthropic goes on with what the assistant said last; OpenAI takes it for a turn that is over.
  if (messages.at(-1)?.['role'] === 'assistant') losses.add('prefill');
  return messages;
}

/** One text as a string, several as parts, and nothing for none. */
function contentOf(content: JsonValue | undefined, losses: Losses): string | JsonObject[] | undefined {
  if (typeof content === 'string') return content;
  const parts = openaiParts(
    [...entriesOf(content)].map(([, block]) => block),
    losses,
  );
  if (parts.length === 0) return undefined;
  return parts.length === 1 && parts[0]!['type'] === 'text' ? textIn(parts[0]!['text']) : parts;
}

/** Results of tools must follow the calls at once, so they are told before what the user says beside them. */
function userMessages(content: JsonValue | undefined, losses: Losses): JsonObject[] {
  const blocks = [...entriesOf(content)].map(([, block]) => block);
  const results = blocks.filter(isResult);
  if (results.length > 0 && blocks.slice(0, results.length).some((block) => !isResult(block)))
    losses.add('content-order');
  const media: JsonObject[] = [];
  const messages = results.map((block) => toolMessage(block, media, losses));
  if (media.length > 0) losses.add('tool_result.media');
  const rest = openaiParts([...media, ...blocks.filter((block) => !isResult(block))], losses);
  if (rest.length > 0 || messages.length === 0) messages.push({ role: 'user', content: rest });
  return messages;
}

function isResult(block: JsonObject): boolean {
  return block['type'] === 'tool_result';
}

function assistantMessage(content: JsonValue | undefined, losses: Losses): JsonObject {
  const calls: JsonObject[] = [];
  const texts: JsonObject[] = [];
  for (const [, block] of entriesOf(content)) {
    const type = textIn(block['type']);
    if (type === 'thinking' || type === 'redacted_thinking') losses.add('thinking-blocks');
    else if (type === 'tool_use') calls.push(callOf(block, losses));
    else {
      if (calls.length > 0 && type === 'text') losses.add('content-order');
      texts.push(block);
    }
  }
  const said = contentOf(texts, losses);
  return {
    role: 'assistant',
    content: said ?? (calls.length > 0 ? null : ''),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

function callOf(block: JsonObject, losses: Losses): JsonObject {
  losses.others(block, useFields, 'tool_use.');
  if (block['cache_control'] != null) losses.add('cache_control');
  const { id, name, input } = block;
  return { id: textIn(id), type: 'function', function: { name: textIn(name), arguments: JSON.stringify(input ?? {}) } };
}

const turnFields: ReadonlySet<string> = new Set(['role', 'content']);
const useFields: ReadonlySet<string> = new Set(['type', 'id', 'name', 'input', 'cache_control', 'caller']);
