import { entriesOf, isObject, textIn } from '../../dialects/json/values.ts';
import type { JsonObject } from '../../json.ts';
import type { Losses } from '../losses.ts';

/** The tools that a request for messages offers, and how the model is to choose among them. */
export function openaiTools(json: JsonObject, losses: Losses): JsonObject {
  const tools: JsonObject[] = [];
  for (const [, tool] of entriesOf(json['tools'])) {
    const made = openaiTool(tool, losses);
    if (made) tools.push(made);
  }
  if (tools.length === 0) return {};
  const choice = isObject(json['tool_choice']) ? json['tool_choice'] : {};
  losses.others(choice, choiceFields, 'tool_choice.');
  const isSingle = choice['disable_parallel_tool_use'] === true;
  const chosen = choiceOf(choice);
  return { tools, ...(chosen && { tool_choice: chosen }), ...(isSingle && { parallel_tool_calls: false }) };
}

function openaiTool(tool: JsonObject, losses: Losses): JsonObject | undefined {
  const type = tool['type'] ?? 'custom';
  if (type !== 'custom') {
    losses.add('server-tools');
    return undefined;
  }
  losses.others(tool, toolFields, 'tools.');
  if (tool['cache_control'] != null) losses.add('cache_control');
  const { name, description, input_schema, strict } = tool;
  return {
    type: 'function',
    function: {
      name,
      ...(typeof description === 'string' && { description }),
      ...(isObject(input_schema) && { parameters: input_schema }),
      ...(typeof strict === 'boolean' && { strict }),
    },
  };
}

function choiceOf(choice: JsonObject): JsonObject | string | undefined {
  if (choice['type'] === 'tool') return { type: 'function', function: { name: textIn(choice['name']) } };
  return words.get(textIn(choice['type']));
}

const words: ReadonlyMap<string, string> = new Map([
  ['auto', 'auto'],
  ['none', 'none'],
  ['any', 'required'],
]);

const choiceFields: ReadonlySet<string> = new Set(['type', 'name', 'disable_parallel_tool_use']);
const toolFields: ReadonlySet<string> = new Set([
  ...['type', 'name', 'description', 'input_schema', 'strict', 'cache_control'],
  // Only how the arguments are streamed.
  'eager_input_streaming',
]);
