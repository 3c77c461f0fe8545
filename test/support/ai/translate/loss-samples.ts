/** What shows one loss, and the names it is reported under where they are not the row's own. */
export interface LossSample {
  readonly json: object;
  readonly names?: readonly string[];
}

const chat = (message: object, more: object = {}): LossSample => ({
  json: { model: 'm', messages: [message], ...more },
});
const user = { role: 'user', content: 'a' };
const asks = (more: object): LossSample => chat(user, more);
const part = (content: object): LossSample => chat({ role: 'user', content: [content] });
const said = (more: object): LossSample => chat({ role: 'assistant', content: 'a', ...more });
const answers = (message: object, more: object = {}): LossSample => ({
  json: { choices: [{ index: 0, message: { role: 'assistant', content: 'a', ...message }, ...more }] },
});

const turn = (content: readonly object[], role = 'user'): LossSample => ({
  json: { model: 'm', max_tokens: 1, messages: [{ role, content }, user] },
});
const wants = (more: object): LossSample => ({ json: { model: 'm', max_tokens: 1, messages: [user], ...more } });
const text = { type: 'text', text: 'a' };
const image = { type: 'image', source: { type: 'url', url: 'https://a.test/b' } };
const result = { type: 'tool_result', tool_use_id: 't', content: 'a' };
const use = { type: 'tool_use', id: 't', name: 'look', input: {} };
const call = (more: object): object => ({ tool_calls: [{ id: 'c', type: 'function', ...more }] });
const pdf = { type: 'base64', media_type: 'application/pdf', data: 'AA' };

/** A sample for every row of the table that is lost, by its dialect, part and field. */
export const lossSamples: Readonly<Record<string, LossSample>> = {
  'openai-chat request messages.system-order': {
    json: { model: 'm', messages: [user, { role: 'system', content: 'b' }] },
  },
  'openai-chat request image_url.detail': part({
    ...{ type: 'image_url', image_url: { url: 'https://a.test/b', detail: 'high' } },
  }),
  'openai-chat request input_audio': part({ type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } }),
  'openai-chat request file': part({ type: 'file', file: { file_id: 'f' } }),
  'openai-chat request image_url': part({ type: 'image_url', image_url: { url: 'file:///a' } }),
  'openai-chat request messages.audio': said({ audio: { id: 'a' } }),
  'openai-chat request messages.name': chat({ ...user, name: 'n' }),
  'openai-chat request tool_calls.arguments': said(call({ function: { name: 'look', arguments: '{"a' } })),
  'openai-chat request tool_calls.custom': said({ tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'n' } }] }),
  'openai-chat request tools.custom': asks({ tools: [{ type: 'custom', custom: { name: 'n' } }] }),
  'openai-chat request tool_choice.allowed_tools': asks({
    tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } },
  }),
  'openai-chat request functions': asks({ functions: [{ name: 'f' }] }),
  'openai-chat request temperature': asks({ temperature: 1.5 }),
  'openai-chat request stop.blank': asks({ stop: ['a', '\n'] }),
  'openai-chat request response_format.json_object': asks({ response_format: { type: 'json_object' } }),
  'openai-chat request reasoning_effort.minimal': asks({ reasoning_effort: 'minimal' }),
  'openai-chat request reasoning_content': said({ reasoning_content: 'Hm.' }),
  'openai-chat request n': asks({ n: 2 }),
  'openai-chat request logprobs': asks({ logprobs: true }),
  'openai-chat request penalties, seed, logit_bias, metadata, verbosity, …': {
    ...asks({ presence_penalty: 1, frequency_penalty: 1, seed: 1, logit_bias: {}, metadata: {}, verbosity: 'low' }),
    names: ['seed', 'logit_bias', 'metadata', 'verbosity', 'frequency_penalty', 'presence_penalty'],
  },
  'openai-chat answer tool_calls.arguments': answers(call({ function: { name: 'look', arguments: '[]' } })),
  'openai-chat answer tool_calls.custom': answers({ tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'n' } }] }),
  'openai-chat answer choices': { json: { choices: [{ index: 0 }, { index: 1 }] } },
  'openai-chat answer annotations': answers({ annotations: [{ type: 'url_citation' }] }),
  'openai-chat answer logprobs': answers({}, { logprobs: { content: [] } }),
  'openai-chat answer audio': answers({ audio: { id: 'a' } }),
  'anthropic-messages request prefill': wants({ messages: [user, { role: 'assistant', content: '{' }] }),
  'anthropic-messages request image': turn([{ type: 'image', source: { type: 'file', file_id: 'f' } }]),
  'anthropic-messages request document': turn([{ type: 'document', source: { type: 'url', url: 'https://a.test' } }]),
  'anthropic-messages request document.context': turn([{ type: 'document', source: pdf, context: 'c' }]),
  'anthropic-messages request citations': turn([{ type: 'document', source: pdf, citations: { enabled: true } }]),
  'anthropic-messages request cache_control': turn([{ ...text, cache_control: { type: 'ephemeral' } }]),
  'anthropic-messages request thinking': wants({ thinking: { type: 'enabled', budget_tokens: 2000 } }),
  'anthropic-messages request thinking-blocks': turn(
    [{ type: 'thinking', thinking: 'a', signature: 's' }, text],
    'assistant',
  ),
  'anthropic-messages request tool_result.media': turn([{ ...result, content: [image] }]),
  'anthropic-messages request tool_result.is_error': turn([{ ...result, is_error: true }]),
  'anthropic-messages request content-order': turn([use, text], 'assistant'),
  'anthropic-messages request server-tools': wants({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }),
  'anthropic-messages request top_k': wants({ top_k: 5 }),
  'anthropic-messages request stop_sequences.more': wants({ stop_sequences: ['a', 'b', 'c', 'd', 'e'] }),
  'anthropic-messages request container, mcp_servers, speed, …': {
    ...wants({ container: 'c', mcp_servers: [{}], speed: 'fast' }),
    names: ['container', 'mcp_servers', 'speed'],
  },
  'anthropic-messages answer stop_reason.pause_turn': { json: { content: [], stop_reason: 'pause_turn' } },
  'anthropic-messages answer citations': { json: { content: [{ ...text, citations: [{ type: 'char_location' }] }] } },
  'anthropic-messages answer server-tools': { json: { content: [{ type: 'server_tool_use' }] } },
};
