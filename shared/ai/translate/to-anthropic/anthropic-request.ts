import { isObject, textOf } from '../../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Losses } from '../losses.ts';
import { anthropicTools } from './anthropic-tools.ts';
import { anthropicTurns } from './anthropic-turns.ts';

/** The body of a chat request as one for messages of Anthropic. */
export function anthropicRequest(json: JsonObject, losses: Losses, defaultMaxTokens: number): JsonObject {
  losses.others(json, knownFields);
  const { system, messages } = anthropicTurns(json['messages'], losses);
  return {
    model: json['model'],
    max_tokens: maxTokens(json) ?? defaultMaxTokens,
    ...(system.length > 0 && { system: system.length === 1 ? system[0]!['text'] : system }),
    messages,
    ...anthropicTools(json, losses),
    ...sampling(json, losses),
    ...output(json, losses),
    ...account(json, losses),
    ...(typeof json['stream'] === 'boolean' && { stream: json['stream'] }),
  };
}

function maxTokens(json: JsonObject): number | undefined {
  const limits = [json['max_completion_tokens'], json['max_tokens']].filter((limit) => typeof limit === 'number');
  return limits.length === 0 ? undefined : Math.max(...limits);
}

function sampling(json: JsonObject, losses: Losses): JsonObject {
  const { temperature, top_p, top_k, stop } = json;
  if (typeof temperature === 'number' && temperature > 1) losses.add('temperature');
  const asked = typeof stop === 'string' ? [stop] : Array.isArray(stop) ? (stop as readonly JsonValue[]) : [];
  const sequences = asked.filter((sequence) => typeof sequence === 'string' && sequence.trim() !== '');
  if (sequences.length < asked.length) losses.add('stop.blank');
  for (const [name, neutral] of neutrals) {
    const value = json[name] ?? neutral;
    if (value !== neutral) losses.others({ [name]: value }, none);
  }
  const { modalities } = json;
  if (Array.isArray(modalities) && modalities.some((kind) => kind !== 'text')) losses.others({ modalities }, none);
  return {
    ...(typeof temperature === 'number' && { temperature: Math.min(1, temperature) }),
    ...(typeof top_p === 'number' && { top_p }),
    ...(typeof top_k === 'number' && { top_k }),
    ...(sequences.length > 0 && { stop_sequences: sequences }),
  };
}

function output(json: JsonObject, losses: Losses): JsonObject {
  const effort = json['reasoning_effort'] ?? undefined;
  if (effort === 'minimal') losses.add('reasoning_effort.minimal');
  const format = schemaFormat(json['response_format'], losses);
  const isAsked = effort !== undefined && effort !== 'none';
  const config = {
    ...(isAsked && { effort: effort === 'minimal' ? 'low' : effort }),
    ...(format && { format }),
  };
  return {
    ...(effort === 'none' && { thinking: { type: 'disabled' } }),
    ...(Object.keys(config).length > 0 && { output_config: config }),
  };
}

function schemaFormat(format: JsonValue | undefined, losses: Losses): JsonObject | undefined {
  if (!isObject(format) || format['type'] === 'text') return undefined;
  const asked = format['json_schema'];
  if (format['type'] === 'json_schema' && isObject(asked) && isObject(asked['schema'])) {
    return { type: 'json_schema', schema: asked['schema'] };
  }
  if (format['type'] === 'json_object') losses.add('response_format.json_object');
  else losses.kind('response_format.', textOf(format['type']) ?? 'unknown');
  return undefined;
}

function account(json: JsonObject, losses: Losses): JsonObject {
  const user = textOf(json['user']);
  const safety = textOf(json['safety_identifier']);
  if (user && safety && user !== safety) losses.others({ safety_identifier: safety }, none);
  const id = user ?? safety;
  const tier = json['service_tier'] ?? undefined;
  const known = tier === 'auto' ? 'auto' : tier === 'default' ? 'standard_only' : undefined;
  if (tier !== undefined && !known) losses.others({ service_tier: tier }, none);
  return { ...(id && { metadata: { user_id: id } }), ...(known && { service_tier: known }) };
}

/** Fields whose usual value asks for nothing. */
const neutrals: readonly (readonly [string, JsonValue])[] = [
  ['n', 1],
  ['logprobs', false],
  ['frequency_penalty', 0],
  ['presence_penalty', 0],
  ['top_logprobs', 0],
  ['store', false],
];

const none: ReadonlySet<string> = new Set();

const knownFields: ReadonlySet<string> = new Set([
  ...['model', 'messages', 'max_tokens', 'max_completion_tokens', 'temperature', 'top_p', 'top_k', 'stop', 'stream'],
  ...[
    'stream_options',
    'tools',
    'tool_choice',
    'parallel_tool_calls',
    'functions',
    'function_call',
    'user',
    'modalities',
  ],
  ...['safety_identifier', 'response_format', 'reasoning_effort', 'service_tier', ...neutrals.map(([name]) => name)],
]);
