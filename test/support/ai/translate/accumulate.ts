import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import type { StreamEvent } from '../../../../shared/ai/events/stream-event.ts';

/** A whole message from its events, as a client puts them together. Throws where an event is out of place. */
export function accumulateMessage(events: readonly StreamEvent[]): object {
  let message: Anthropic.Message | undefined;
  const open = new Set<number>();
  const inputs = new Map<number, string>();
  let isStopped = false;
  for (const { name, data } of events) {
    const event = JSON.parse(data) as Anthropic.RawMessageStreamEvent | { type: 'ping' };
    if (event.type !== name) throw new Error(`${event.type} is called ${name}`);
    if (isStopped) throw new Error('an event after the last');
    if (event.type === 'message_start') message = event.message;
    else if (event.type === 'message_stop') isStopped = true;
    else if (event.type === 'message_delta') Object.assign(message!, event.delta, { usage: event.usage });
    else if (event.type === 'content_block_start') {
      if (event.index !== message!.content.length) throw new Error(`block ${event.index} is out of place`);
      message!.content.push(event.content_block);
      open.add(event.index);
    } else if (event.type === 'content_block_stop') {
      if (!open.delete(event.index)) throw new Error(`block ${event.index} was not open`);
      const block = message!.content[event.index]!;
      if (block.type === 'tool_use') block.input = JSON.parse(inputs.get(event.index) || '{}');
    } else if (event.type === 'content_block_delta') {
      if (!open.has(event.index)) throw new Error(`block ${event.index} is not open`);
      addDelta(message!.content[event.index]!, event.delta);
      const part = event.delta.type === 'input_json_delta' ? event.delta.partial_json : '';
      inputs.set(event.index, (inputs.get(event.index) ?? '') + part);
    }
  }
  if (!isStopped || open.size > 0) throw new Error('the message did not stop');
  return message!;
}

function addDelta(block: Anthropic.ContentBlock, delta: Anthropic.RawContentBlockDelta): void {
  if (block.type === 'text' && delta.type === 'text_delta') block.text += delta.text;
  else if (block.type === 'thinking' && delta.type === 'thinking_delta') block.thinking += delta.thinking;
  else if (block.type === 'thinking' && delta.type === 'signature_delta') block.signature += delta.signature;
  else if (block.type !== 'tool_use' || delta.type !== 'input_json_delta')
    throw new Error(`${delta.type} in ${block.type}`);
}

type Message = OpenAI.ChatCompletionMessage & { reasoning_content?: string; thinking_blocks?: object[] };
type Delta = OpenAI.ChatCompletionChunk.Choice.Delta & { reasoning_content?: string; thinking_blocks?: object[] };

/** A whole chat completion from its chunks, as a client puts them together. */
export function accumulateCompletion(events: readonly StreamEvent[]): object {
  if (events.at(-1)?.data !== '[DONE]') throw new Error('the stream is not done');
  const message: Message = { role: 'assistant', content: null, refusal: null };
  let finish_reason: string | null = null;
  let head: object = {};
  let usage: object | undefined;
  for (const { data } of events) {
    if (data === '[DONE]' || data === '') continue;
    const chunk = JSON.parse(data) as OpenAI.ChatCompletionChunk;
    head = { id: chunk.id, object: 'chat.completion', created: chunk.created, model: chunk.model };
    usage = chunk.usage ?? usage;
    for (const choice of chunk.choices) {
      if (finish_reason !== null) throw new Error('a choice after its end');
      merge(message, choice.delta);
      finish_reason = choice.finish_reason ?? null;
    }
  }
  return { ...head, choices: [{ index: 0, message, logprobs: null, finish_reason }], usage };
}

function merge(message: Message, delta: Delta): void {
  if (delta.content) message.content = (message.content ?? '') + delta.content;
  if (delta.refusal) message.refusal = (message.refusal ?? '') + delta.refusal;
  if (delta.reasoning_content) message.reasoning_content = (message.reasoning_content ?? '') + delta.reasoning_content;
  if (delta.thinking_blocks) message.thinking_blocks = [...(message.thinking_blocks ?? []), ...delta.thinking_blocks];
  for (const { index, id, function: asked } of delta.tool_calls ?? []) {
    message.tool_calls ??= [];
    if (id) message.tool_calls[index] = { id, type: 'function', function: { name: asked!.name!, arguments: '' } };
    const call = message.tool_calls[index];
    if (call?.type === 'function') call.function.arguments += asked?.arguments ?? '';
  }
}
