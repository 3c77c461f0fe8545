import { anthropicErrorEvent } from '../../dialects/anthropic-error.ts';
import type { AiError } from '../../dialects/dialect.ts';
import { errorIn } from '../../dialects/error-status.ts';
import { isReason } from '../../dialects/is-reason.ts';
import { entriesOf, isObject, objectIn, textIn, textOf } from '../../dialects/json/values.ts';
import type { StreamEvent } from '../../events/stream-event.ts';
import type { JsonObject } from '../../json.ts';
import { type Counts, mergeCounts } from '../../usage/counts.ts';
import { openaiCounts } from '../../usage/openai-counts.ts';
import { Losses } from '../losses.ts';
import type { StreamTranslator } from '../stream-translator.ts';
import { noteLost, spoken } from './anthropic-answer.ts';
import { anthropicStop } from './anthropic-stop.ts';
import { anthropicUsageOf } from './anthropic-usage.ts';
import { messageEvent } from './message-event.ts';
import { OpenBlocks } from './open-blocks.ts';

/** Chunks of a chat completion as events of Anthropic. */
export class AnthropicStream implements StreamTranslator {
  readonly #losses = new Losses();
  readonly #blocks = new OpenBlocks();
  #counts: Counts | undefined;
  #finished: JsonObject | undefined;
  #isRefused = false;
  #isStarted = false;
  #isOver = false;

  get lost(): readonly string[] {
    return this.#losses.names;
  }

  event({ data }: StreamEvent): string {
    if (this.#isOver) return '';
    if (data === '[DONE]') return this.#stop();
    const chunk = objectIn(data);
    // Comments keep a connection alive; so do pings.
    if (chunk === undefined) return data === '' && this.#isStarted ? messageEvent({ type: 'ping' }) : '';
    const error = errorIn(chunk['error']);
    if (error !== undefined) return this.fail(error);
    this.#counts = mergeCounts(this.#counts, openaiCounts(chunk['usage']));
    let wire = '';
    for (const [, choice] of entriesOf(chunk['choices'])) {
      if ((choice['index'] ?? 0) === 0) wire += this.#start(chunk) + this.#choice(choice);
      else this.#losses.add('choices');
    }
    return wire;
  }

  /** The usage comes after the last content, so the end waits for it where `[DONE]` is not sent. */
  end(): string {
    return this.#isOver || this.#finished === undefined ? '' : this.#stop();
  }

  fail(error: AiError): string {
    this.#isOver = true;
    return anthropicErrorEvent(error);
  }

  #start(chunk: JsonObject): string {
    if (this.#isStarted) return '';
    this.#isStarted = true;
    const id = textOf(chunk['id']) ?? 'msg_unnamed';
    const model = textIn(chunk['model']);
    const open = { content: [], stop_reason: null, stop_sequence: null, usage: anthropicUsageOf(this.#counts) };
    return messageEvent({ type: 'message_start', message: { id, type: 'message', role: 'assistant', model, ...open } });
  }

  #choice(choice: JsonObject): string {
    const delta = choice['delta'] ?? choice['message'];
    const wire = isObject(delta) ? this.#delta(delta) : '';
    if (isObject(choice['logprobs'])) this.#losses.add('logprobs');
    if (!isReason(choice['finish_reason'])) return wire;
    this.#finished = choice;
    return wire + this.#blocks.close();
  }

  #delta(delta: JsonObject): string {
    noteLost(delta, this.#losses);
    const refusal = textIn(delta['refusal']);
    if (refusal !== '') this.#isRefused = true;
    let wire = this.#blocks.thinking(textIn(delta['reasoning_content']) || textIn(delta['reasoning']));
    for (const [, thought] of entriesOf(delta['thinking_blocks'])) wire += this.#blocks.thought(thought);
    wire += this.#blocks.text(spoken(delta['content']) + refusal);
    for (const [, call] of entriesOf(delta['tool_calls'])) {
      if (isObject(call['custom'])) this.#losses.add('tool_calls.custom');
      else wire += this.#blocks.call(call);
    }
    return wire;
  }

  #stop(): string {
    const wire = this.#start({}) + this.#blocks.close();
    this.#isOver = true;
    const { hasCalls } = this.#blocks;
    const delta = anthropicStop(this.#finished ?? {}, { hasCalls, isRefused: this.#isRefused });
    const usage = anthropicUsageOf(this.#counts);
    return wire + messageEvent({ type: 'message_delta', delta, usage }) + messageEvent({ type: 'message_stop' });
  }
}
