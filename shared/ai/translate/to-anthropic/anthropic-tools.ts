import { entriesOf, isList, isObject, textIn } from '../../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Losses } from '../losses.ts';

/** The tools that a chat request offers, and how the model is to choose among them. */
export function anthropicTools(json: JsonObject, losses: Losses): JsonObject {
  if (json['functions'] != null || json['function_call'] != null) losses.add('functions');
  const tools: JsonObject[] = [];
  for (const [, tool] of entriesOf(json['tools'])) {
    const made = anthropicTool(tool, losses);
    if (made) tools.push(made);
  }
  const choice = anthropicChoice(json['tool_choice'], losses);
  const isSingle = json['parallel_tool_calls'] === false && choice?.['type'] !== 'none';
  const whole = isSingle ? { ...(choice ?? { type: 'auto' }), disable_parallel_tool_use: true } : choice;
  const isOffered = isList(json['tools']) && tools.length > 0;
  return { ...(isOffered && { tools }), ...(isOffered && whole && { tool_choice: whole }) };
}

function anthropicTool(tool: JsonObject, losses: Losses): JsonObject | undefined {
  const definition = tool['function'];
  if (!isObject(definition)) {
    losses.add('tools.custom');
    return undefined;
  }
  losses.others(tool, toolFields, 'tools.');
  losses.others(definition, functionFields, 'tools.function.');
  const { name, description, parameters, strict } = definition;
  return {
    name,
    ...(typeof description === 'string' && { description }),
    // A function without parameters has no schema at OpenAI; Anthropic wants one.
    input_schema: isObject(parameters) ? { type: 'object', ...parameters } : { type: 'object', properties: {} },
    ...(typeof strict === 'boolean' && { strict }),
  };
}

function anthropicChoice(choice: JsonValue | undefined, losses: Losses): JsonObject | undefined {
  if (typeof choice === 'string') return words.get(choice);
  if (!isObject(choice)) return undefined;
  const named = choice['function'];
  if (isObject(named)) return { type: 'tool', name: textIn(named['name']) };
  const allowed = choice['allowed_tools'];
  if (isObject(allowed)) {
    losses.add('tool_choice.allowed_tools');
    return words.get(textIn(allowed['mode']));
  }
  losses.add('tools.custom');
  return undefined;
}

const words: ReadonlyMap<string, JsonObject> = new Map([
  ['auto', { type: 'auto' }],
  ['none', { type: 'none' }],
  ['required', { type: 'any' }],
]);

const toolFields: ReadonlySet<string> = new Set(['type', 'function']);
const functionFields: ReadonlySet<string> = new Set(['name', 'description', 'parameters', 'strict']);
