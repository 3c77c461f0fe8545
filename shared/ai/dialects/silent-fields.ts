/** Fields of requests, of all dialects, that no model reads. Whatever is not among them may hold words. */
export const silentFields: ReadonlySet<string> = new Set([
  ...['model', 'models', 'user', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_retention', 'service_tier'],
  ...[
    'tool_choice',
    'function_call',
    'stream_options',
    'encoding_format',
    'reasoning_effort',
    'reasoning',
    'verbosity',
  ],
  ...['truncation', 'truncate', 'keep_alive', 'anthropic_version', 'anthropic_beta', 'include', 'stop'],
  ...['stop_sequences', 'size', 'quality', 'metadata', 'modalities', 'audio', 'previous_response_id', 'conversation'],
  ...['thinking', 'mcp_servers', 'container', 'context_management', 'output_config', 'provider', 'route', 'transforms'],
  ...['safetySettings', 'safety_settings', 'toolConfig', 'tool_config', 'cachedContent', 'cached_content', 'labels'],
  ...['taskType', 'task_type', 'generationConfig', 'generation_config'],
]);
