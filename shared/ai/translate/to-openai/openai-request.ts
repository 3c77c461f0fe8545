import { isList, isObject, textIn, textOf } from '../../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Losses } from '../losses.ts';
import { openaiTools } from './openai-tools.ts';
import { openaiTurns } from './openai-turns.ts';

/** The body of a request for messages of Anthropic as one for a chat completion. */
export function openaiRequest(json: JsonObject, losses: Losses): JsonObject {
  losses.others(json, knownFields);
  if (json['cache_control'] != null) losses.add('cache_control');
  const isStream = json['stream'] === true;
  return {
    model: json['model'],
    messages: openaiTurns(json['system'], json['messages'], losses),
    ...(typeof json['max_tokens'] === 'number' && { max_completion_tokens: json['max_tokens'] }),
    ...openaiTools(json, losses),
    ...sampling(json, losses),
    ...output(json, losses),
    ...account(json, losses),
    ...(typeof json['stream'] === 'boolean' && { stream: isStream }),
    // Clients of Anthropic are always told the usage.
    ...(isStream && { stream_options: { include_usage: true } }),
  };
}

function sampling(json: JsonObject, losses: Losses): JsonObject {
  const { temperature, top_p, stop_sequences } = json;
  const stops = isList(stop_sequences) ? stop_sequences : [];
  if (stops.length > mostStops) losses.add('stop_sequences.more');
  if (json['top_k'] != null) losses.add('top_k');
  return {
    ...(typeof temperature === 'number' && { temperature }),
    ...(typeof top_p === 'number' && { top_p }),
    ...(stops.length > 0 && { stop: stops.slice(0, mostStops) }),
  };
}

function output(json: JsonObject, losses: Losses): JsonObject {
  const config = isObject(json['output_config']) ? json['output_config'] : {};
  losses.others(config, configFields, 'output_config.');
  const format = isObject(config['format']) ? config['format'] : undefined;
  const schema = format?.['schema'];
  if (format && !isObject(schema)) losses.kind('output_config.format.', textIn(format['type']));
  const effort = textOf(config['effort']) ?? effortOf(json['thinking'], losses);
  return {
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(isObject(schema) && {
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } },
    }),
  };
}

/** A budget of tokens becomes an effort. Thoughts are not turned off: models that have none refuse an effort of `none`. */
function effortOf(thinking: JsonValue | undefined, losses: Losses): string | undefined {
  if (!isObject(thinking) || thinking['type'] === 'adaptive') return undefined;
  losses.add('thinking');
  const budget = thinking['budget_tokens'];
  if (typeof budget !== 'number') return undefined;
  return budget <= 4096 ? 'low' : budget <= 16_384 ? 'medium' : 'high';
}

function account(json: JsonObject, losses: Losses): JsonObject {
  const metadata = isObject(json['metadata']) ? json['metadata'] : {};
  losses.others(metadata, metadataFields, 'metadata.');
  const user = textOf(metadata['user_id']);
  const tier = json['service_tier'];
  const known = tier === 'auto' ? 'auto' : tier === 'standard_only' ? 'default' : undefined;
  return { ...(user && { user }), ...(known && { service_tier: known }) };
}

/** OpenAI takes no more. */
const mostStops = 4;

const configFields: ReadonlySet<string> = new Set(['format', 'effort']);
const metadataFields: ReadonlySet<string> = new Set(['user_id']);
const knownFields: ReadonlySet<string> = new Set([
  ...[
    'model',
    'system',
    'messages',
    'max_tokens',
    'temperature',
    'top_p',
    'top_k',
    'stop_sequences',
    'stream',
    'tools',
  ],
  ...['tool_choice', 'thinking', 'output_config', 'metadata', 'service_tier', 'cache_control'],
]);
