import type { AiError } from '../../dialects/dialect.ts';
import { errorIn } from '../../dialects/error-status.ts';
import { isObject, objectIn, objectOf, textIn } from '../../dialects/json/values.ts';
import { openaiErrorEvent } from '../../dialects/openai-error.ts';
import type { StreamEvent } from '../../events/stream-event.ts';
import type { JsonObject } from '../../json.ts';
import { type Counts, mergeCounts } from '../../usage/counts.ts';
import { Losses } from '../losses.ts';
import type { StreamTranslator } from '../stream-translator.ts';
import { BlockDeltas } from './block-deltas.ts';
import { openaiFinish, refusalOf } from './openai-finish.ts';
import { messageCounts, openaiUsageOf } from './openai-usage.ts';

/** Events of Anthropic as chunks of a chat completion. */
export class OpenaiStream implements StreamTranslator {
  readonly #created: number;
  readonly #includeUsage: boolean;
  readonly #losses = new Losses();
  readonly #blocks = new BlockDeltas(this.#losses);
  #id = 'chatcmpl-unnamed';
  #model = '';
  #counts: Counts | undefined;
  #isOver = false;

  /** `created` in seconds since 1970. */
  constructor(created: number, includeUsage: boolean) {
    this.#created = created;
    this.#includeUsage = includeUsage;
  }

  get lost(): readonly string[] {
    return this.#losses.names;
  }

  event({ data }: StreamEvent): string {
    const json = this.#isOver ? undefined : objectIn(data);
    if (json === undefined) return '';
    switch (json['type']) {
      case 'message_start':
        return this.#start(objectOf(json['message']) ?? {});
      case 'content_block_start':
      case 'content_block_delta':
      case 'content_block_stop': {
        const delta = this.#blocks.event(json);
        return delta === undefined ? '' : this.#chunk(delta, null);
      }
      case 'message_delta':
        return this.#delta(json);
      case 'message_stop':
        return this.#stop();
      case 'ping':
        // Clients read over comments, and see that the stream lives.
        return ': ping\n\n';
      default: {
        const error = errorIn(json['error']);
        return error === undefined ? '' : this.fail(error);
      }
    }
  }

  /** All was said when the message stopped. */
  end(): string {
    return '';
  }

  fail(error: AiError): string {
    this.#isOver = true;
    return openaiErrorEvent(error);
  }

  #start(message: JsonObject): string {
    this.#id = textIn(message['id']) || this.#id;
    this.#model = textIn(message['model']);
    this.#counts = messageCounts(message['usage']);
    return this.#chunk({ role: 'assistant', content: '', refusal: null }, null);
  }

  #delta(json: JsonObject): string {
    this.#counts = mergeCounts(this.#counts, messageCounts(json['usage']));
    const delta = isObject(json['delta']) ? json['delta'] : {};
    const finish = openaiFinish(delta['stop_reason'], this.#losses);
    if (finish === undefined) return '';
    const refusal = refusalOf(delta);
    return this.#chunk(refusal === null ? {} : { refusal }, finish);
  }

  #stop(): string {
    this.#isOver = true;
    const usage = this.#includeUsage ? wire({ ...this.#head(), choices: [], usage: openaiUsageOf(this.#counts) }) : '';
    return `${usage}data: [DONE]\n\n`;
  }

  #chunk(delta: JsonObject, finish_reason: string | null): string {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
    return wire({ ...this.#head(), choices, ...(this.#includeUsage && { usage: null }) });
  }

  #head(): JsonObject {
    return { id: this.#id, object: 'chat.completion.chunk', created: this.#created, model: this.#model };
  }
}

function wire(chunk: JsonObject): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
