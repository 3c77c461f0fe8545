import { entriesOf, isList, textIn } from '../../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Losses } from '../losses.ts';
import { objectText } from '../object-text.ts';
import { anthropicBlocks } from './anthropic-blocks.ts';

/** The messages of a chat request as Anthropic has them. */
export interface AnthropicTurns {
  /** Text blocks. */
  readonly system: readonly JsonObject[];
  readonly messages: readonly JsonObject[];
}

/** Messages of a chat as turns: what the system says stands apart, results of tools are told by the user. */
export function anthropicTurns(chat: JsonValue | undefined, losses: Losses): AnthropicTurns {
  const system: JsonObject[] = [];
  const turns: { role: string; content: JsonObject[] | string; isResults: boolean }[] = [];
  for (const [, message] of entriesOf(chat)) {
    const role = textIn(message['role']);
    losses.others(message, fieldsOf.get(role) ?? userFields, 'messages.');
    if (role === 'system' || role === 'developer') {
      if (turns.length > 0) losses.add('messages.system-order');
      system.push(...anthropicBlocks(message['content'], losses));
    } else if (role === 'tool') {
      const result = toolResult(message, losses);
      const last = turns.at(-1);
      if (last?.isResults && typeof last.content !== 'string') last.content.push(result);
      else turns.push({ role: 'user', content: [result], isResults: true });
    } else if (role === 'assistant') {
      turns.push({ role, content: assistantContent(message, losses), isResults: false });
    } else if (role === 'function') losses.add('functions');
    else turns.push({ role: 'user', content: plainOr(message['content'], losses), isResults: false });
  }
  return { system, messages: turns.map(({ role, content }) => ({ role, content })) };
}

function plainOr(content: JsonValue | undefined, losses: Losses): JsonObject[] | string {
  return typeof content === 'string' ? content : anthropicBlocks(content, losses);
}

function toolResult(message: JsonObject, losses: Losses): JsonObject {
  const content = plainOr(message['content'], losses);
  return { type: 'tool_result', tool_use_id: textIn(message['tool_call_id']), content };
}

/** Thoughts come first, as they did when they were made; then what was said; then the calls. */
function assistantContent(message: JsonObject, losses: Losses): JsonObject[] | string {
  const thoughts = message['thinking_blocks'];
  const isSigned = isList(thoughts) && thoughts.length > 0;
  if (!isSigned && (textIn(message['reasoning_content']) || textIn(message['reasoning'])))
    losses.add('reasoning_content');
  if (message['audio'] != null) losses.add('messages.audio');
  if (message['function_call'] != null) losses.add('functions');
  const blocks: JsonObject[] = [];
  for (const [, thought] of entriesOf(thoughts)) blocks.push(thought);
  const { content } = message;
  const said = anthropicBlocks(content, losses);
  blocks.push(...said);
  const refusal = textIn(message['refusal']);
  if (refusal !== '') blocks.push({ type: 'text', text: refusal });
  for (const [, call] of entriesOf(message['tool_calls'])) {
    const block = toolUse(call, losses);
    if (block) blocks.push(block);
  }
  return typeof content === 'string' && blocks.length === said.length ? content : blocks;
}

function toolUse(call: JsonObject, losses: Losses): JsonObject | undefined {
  const asked = call['function'];
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) {
    losses.add('tool_calls.custom');
    return undefined;
  }
  const { name, arguments: text } = asked as JsonObject;
  const input = objectText(textIn(text));
  if (input === undefined) losses.add('tool_calls.arguments');
  return { type: 'tool_use', id: textIn(call['id']), name: textIn(name), input: input ?? {} };
}

const systemFields: ReadonlySet<string> = new Set(['role', 'content']);
const userFields: ReadonlySet<string> = new Set(['role', 'content']);
const fieldsOf: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['system', systemFields],
  ['developer', systemFields],
  ['tool', new Set(['role', 'content', 'tool_call_id'])],
  [
    'assistant',
    new Set([
      ...['role', 'content', 'refusal', 'tool_calls', 'thinking_blocks', 'reasoning_content', 'reasoning', 'audio'],
      'function_call',
    ]),
  ],
]);
