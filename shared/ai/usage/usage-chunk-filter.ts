import type { AiRequest } from '../ai-request.ts';
import type { EventMeaning } from '../dialects/dialect.ts';
import { asksForUsage } from '../dialects/openai-requests.ts';

/** Whether a stream reports its usage only when asked for it, and this request does not ask. */
export function lacksUsage(request: AiRequest): boolean {
  const isChunked = request.dialect.name === 'openai-chat' || request.dialect.name === 'openai-completions';
  return isChunked && request.stream && !asksForUsage(request);
}

/** Says of each event whether the client may see it: the chunk with the usage only if the client asked for it. */
export class UsageChunkFilter {
  readonly #isHiding: boolean;

  /** `request` as the client sent it, before anything was asked for in its name. */
  constructor(request: AiRequest) {
    this.#isHiding = lacksUsage(request);
  }

  /** Whether to leave the event out. Chunks with an empty `usage` beside their content stay as they are. */
  hides({ kind }: EventMeaning): boolean {
    return this.#isHiding && kind === 'usage';
  }
}
