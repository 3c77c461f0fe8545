import type { AiRequest } from '../ai-request.ts';
import type { EventMeaning } from '../dialects/dialect.ts';
import { asksForUsage } from '../dialects/openai-requests.ts';
import type { StreamEvent } from '../events/stream-event.ts';
import { withoutEmptyUsage } from './without-empty-usage.ts';

/** Whether a stream reports its usage only when asked for it, and this request does not ask. */
export function lacksUsage(request: AiRequest): boolean {
  const isChunked = request.dialect.name === 'openai-chat' || request.dialect.name === 'openai-completions';
  return isChunked && request.stream && !asksForUsage(request);
}

/** What the client may see of each event: nothing of a usage that was asked for in its name. */
export class UsageChunkFilter {
  readonly #isHiding: boolean;

  /** `request` as the client sent it, before anything was asked for in its name. */
  constructor(request: AiRequest) {
    this.#isHiding = lacksUsage(request);
  }

  /** The bytes to send, as a provider that was not asked would have sent them; `undefined` to leave the event out. */
  shown({ bytes }: StreamEvent, { kind }: EventMeaning): Uint8Array | undefined {
    if (!this.#isHiding) return bytes;
    return kind === 'usage' ? undefined : withoutEmptyUsage(bytes);
  }
}
