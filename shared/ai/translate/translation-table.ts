/** What becomes of a field when it is translated. */
export interface TranslationRow {
  readonly from: 'openai-chat' | 'anthropic-messages';
  readonly part: 'request' | 'answer';
  readonly field: string;
  /**
   * `carried` comes back as it was when translated back; `changed` is carried in another form; `moot` says nothing to the
   * other side and is left out; `lost` cannot be carried, and is reported or refused.
   */
  readonly fate: 'carried' | 'changed' | 'moot' | 'lost';
  readonly becomes: string;
}

type Row = readonly [TranslationRow['from'], TranslationRow['part'], string, TranslationRow['fate'], string];

const chat = 'openai-chat';
const messages = 'anthropic-messages';

/** Every field that is known, in the words of the documentation. Not part of what is served: only its names are checked. */
const rows = [
  [chat, 'request', 'model', 'carried', '`model`, after mapping'],
  [chat, 'request', 'messages', 'carried', '`messages`; results of tools in one user message'],
  [chat, 'request', 'system and developer messages', 'changed', '`system`'],
  [chat, 'request', 'words of the assistant at the end', 'changed', 'the last turn, which Anthropic goes on with'],
  [chat, 'request', 'messages.system-order', 'lost', 'system messages after the first turn move to `system`'],
  [chat, 'request', 'text and image parts', 'carried', '`text` and `image` blocks, by URL or base64'],
  [chat, 'request', 'files with data', 'changed', '`document` blocks (PDF)'],
  [chat, 'request', 'image_url.detail', 'lost', '`auto` is moot'],
  [chat, 'request', 'input_audio', 'lost', ''],
  [chat, 'request', 'file', 'lost', 'files by id, or of another kind than PDF'],
  [chat, 'request', 'image_url', 'lost', 'an image that is neither base64 nor http(s)'],
  [chat, 'request', 'messages.audio', 'lost', ''],
  [chat, 'request', 'messages.name', 'lost', ''],
  [chat, 'request', 'refusal', 'changed', 'a text of the assistant'],
  [chat, 'request', 'tool_calls', 'carried', '`tool_use` blocks'],
  [chat, 'request', 'tool_calls.arguments', 'lost', 'arguments that are no JSON object; `{}` stands in their place'],
  [chat, 'request', 'tool_calls.custom', 'lost', 'tools that take no JSON'],
  [chat, 'request', 'tools', 'carried', '`tools`, with `strict`'],
  [chat, 'request', 'tools.custom', 'lost', ''],
  [chat, 'request', 'tool_choice', 'carried', '`tool_choice`'],
  [chat, 'request', 'tool_choice.allowed_tools', 'lost', 'only its mode is carried'],
  [chat, 'request', 'parallel_tool_calls', 'carried', '`disable_parallel_tool_use`'],
  [chat, 'request', 'functions', 'lost', 'the old form of tools, with `function_call` and the role `function`'],
  [chat, 'request', 'max_completion_tokens', 'carried', '`max_tokens`; 4096 where there is none'],
  [chat, 'request', 'max_tokens', 'changed', '`max_tokens`; the larger of both counts'],
  [chat, 'request', 'temperature', 'lost', 'carried up to 1, which also stands for more'],
  [chat, 'request', 'top_p', 'carried', '`top_p`'],
  [chat, 'request', 'top_k', 'carried', '`top_k`, as many servers take it'],
  [chat, 'request', 'stop', 'carried', '`stop_sequences`'],
  [chat, 'request', 'stop.blank', 'lost', 'sequences of nothing but blanks'],
  [chat, 'request', 'stream', 'carried', '`stream`'],
  [chat, 'request', 'stream_options', 'moot', 'the usage is always told; the chunk with it comes when asked for'],
  [chat, 'request', 'user', 'carried', '`metadata.user_id`'],
  [chat, 'request', 'safety_identifier', 'changed', '`metadata.user_id` where there is no `user`'],
  [chat, 'request', 'response_format', 'changed', '`output_config.format` for a JSON schema; its name is moot'],
  [chat, 'request', 'response_format.json_object', 'lost', ''],
  [chat, 'request', 'reasoning_effort', 'carried', '`output_config.effort`'],
  [chat, 'request', 'no effort', 'changed', '`none` turns `thinking` off'],
  [chat, 'request', 'reasoning_effort.minimal', 'lost', '`low`'],
  [
    chat,
    'request',
    'thinking_blocks',
    'changed',
    '`thinking` blocks with their signatures, as answers carried them here',
  ],
  [chat, 'request', 'reasoning_content', 'lost', 'thoughts without a signature'],
  [chat, 'request', 'service_tier', 'changed', '`auto` and `default`'],
  [chat, 'request', 'n', 'lost', 'one answer; 1 is moot'],
  [chat, 'request', 'logprobs', 'lost', '`false` is moot'],
  [chat, 'request', 'penalties, seed, logit_bias, metadata, verbosity, …', 'lost', 'each under its own name'],
  [chat, 'answer', 'id, model', 'carried', 'as they are'],
  [chat, 'answer', 'content', 'carried', 'a `text` block'],
  [chat, 'answer', 'tool_calls', 'carried', '`tool_use` blocks'],
  [chat, 'answer', 'tool_calls.custom', 'lost', 'calls of tools that take no JSON'],
  [
    chat,
    'answer',
    'tool_calls.arguments',
    'lost',
    'arguments that are no JSON object; streams carry them as they come',
  ],
  [chat, 'answer', 'reasoning_content, reasoning', 'changed', 'a `thinking` block without a signature'],
  [chat, 'answer', 'refusal', 'changed', 'a `text` block and `stop_reason: "refusal"`'],
  [chat, 'answer', 'finish_reason', 'carried', '`stop_reason`'],
  [chat, 'answer', 'usage', 'carried', '`input_tokens` without what the cache gave or took'],
  [chat, 'answer', 'choices', 'lost', 'all but the first'],
  [chat, 'answer', 'annotations', 'lost', ''],
  [chat, 'answer', 'logprobs', 'lost', ''],
  [chat, 'answer', 'audio', 'lost', ''],
  [chat, 'answer', 'created, object, system_fingerprint', 'moot', ''],
  [messages, 'request', 'model', 'carried', '`model`, after mapping'],
  [messages, 'request', 'system', 'carried', 'a system message'],
  [messages, 'request', 'messages', 'carried', '`messages`; one for each result of a tool'],
  [
    messages,
    'request',
    'prefill',
    'lost',
    'words of the assistant at the end, to go on from: they are a turn of their own',
  ],
  [messages, 'request', 'text and image blocks', 'carried', '`text` and `image_url` parts'],
  [messages, 'request', 'image', 'lost', 'images by file id'],
  [messages, 'request', 'documents', 'changed', 'files (PDF) and texts'],
  [messages, 'request', 'document', 'lost', 'documents by URL or file id'],
  [messages, 'request', 'document.context', 'lost', 'as are titles of texts'],
  [messages, 'request', 'citations', 'lost', ''],
  [messages, 'request', 'cache_control', 'lost', ''],
  [
    messages,
    'request',
    'thinking',
    'lost',
    'the budget: an effort for it is asked for; with `disabled` none is, and models think as they do by themselves',
  ],
  [messages, 'request', 'thinking-blocks', 'lost', 'thoughts of earlier turns, open or redacted'],
  [messages, 'request', 'tool_use', 'carried', '`tool_calls`'],
  [messages, 'request', 'tool_result', 'carried', 'a message of the role `tool`'],
  [messages, 'request', 'tool_result.media', 'lost', 'images and documents in results: they follow in a user message'],
  [messages, 'request', 'tool_result.is_error', 'lost', ''],
  [messages, 'request', 'content-order', 'lost', 'texts after calls, and results after texts, are told before them'],
  [messages, 'request', 'tools', 'carried', '`tools`'],
  [messages, 'request', 'server-tools', 'lost', 'tools that the provider runs, their calls and results'],
  [messages, 'request', 'tool_choice', 'carried', '`tool_choice`; `parallel_tool_calls`'],
  [messages, 'request', 'max_tokens', 'carried', '`max_completion_tokens`'],
  [messages, 'request', 'temperature', 'carried', '`temperature`'],
  [messages, 'request', 'top_p', 'carried', '`top_p`'],
  [messages, 'request', 'top_k', 'lost', ''],
  [messages, 'request', 'stop_sequences', 'carried', '`stop`'],
  [messages, 'request', 'stop_sequences.more', 'lost', 'all after the fourth'],
  [messages, 'request', 'stream', 'carried', '`stream`, with its usage asked for'],
  [messages, 'request', 'metadata.user_id', 'carried', '`user`'],
  [messages, 'request', 'output_config.format', 'changed', '`response_format`, strict'],
  [messages, 'request', 'output_config.effort', 'carried', '`reasoning_effort`'],
  [messages, 'request', 'service_tier', 'changed', '`auto` and `standard_only`'],
  [messages, 'request', 'container, mcp_servers, speed, …', 'lost', 'each under its own name'],
  [messages, 'answer', 'id, model', 'carried', 'as they are'],
  [messages, 'answer', 'text', 'carried', '`content`'],
  [messages, 'answer', 'tool_use', 'carried', '`tool_calls`'],
  [messages, 'answer', 'thinking', 'changed', '`reasoning_content`, and whole in `thinking_blocks`'],
  [messages, 'answer', 'redacted_thinking', 'changed', '`thinking_blocks`'],
  [messages, 'answer', 'stop_reason', 'carried', '`finish_reason`'],
  [messages, 'answer', 'stop_reason.pause_turn', 'lost', '`stop`'],
  [messages, 'answer', 'stop_sequence', 'moot', 'OpenAI does not tell which'],
  [messages, 'answer', 'stop_details', 'changed', 'the explanation of a refusal: `refusal`'],
  [messages, 'answer', 'usage', 'carried', '`prompt_tokens` with what the cache gave and took'],
  [messages, 'answer', 'citations', 'lost', ''],
  [messages, 'answer', 'server-tools', 'lost', ''],
] as const satisfies readonly Row[];

/** The name under which a loss is reported. */
export type LostField = Extract<(typeof rows)[number], readonly [unknown, unknown, unknown, 'lost', unknown]>[2];

/** What is carried, and how. */
export const translationTable: readonly TranslationRow[] = rows.map(([from, part, field, fate, becomes]) => {
  return { from, part, field, fate, becomes };
});
