import type { AiRequest } from '../ai-request.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Estimate } from './estimator.ts';
import { mediaTokens } from './media/media-tokens.ts';
import { requestParts } from './request-parts.ts';
import { unreadTokens } from './unread-tokens.ts';

/** What of a request must still be counted, and what is known of it without. */
export interface CountableRequest {
  readonly texts: readonly string[];
  /** Tokens of all that is not text: files, ids, what stands around messages and tools. */
  readonly beside: number;
  readonly output: number;
}

/** Takes a request apart into texts and what costs tokens beside them. `defaultOutput` counts where no limit is set. */
export function countableRequest(request: AiRequest, defaultOutput: number): CountableRequest {
  const { family } = request.dialect;
  const output = (request.maxOutput ?? defaultOutput) * request.choices;
  if (request.unread !== undefined) return { texts: [], beside: unreadTokens(request.content), output };
  const parts = requestParts(request);
  let beside = parts.tokenIds;
  for (const part of parts.media) beside += mediaTokens(part, family, request.model);
  if (parts.messages > 0) beside += parts.messages * aroundMessage + aroundRequest;
  if (parts.hasTools) beside += aroundTools[family];
  return { texts: parts.texts, beside, output };
}

/** The estimate, once the texts are counted. No request is free. */
export function estimateOf({ beside, output }: CountableRequest, textTokens: number): Estimate {
  return { input: Math.max(1, beside + textTokens), output: Math.min(output, Number.MAX_SAFE_INTEGER) };
}

/** A role and the marks before and behind it. */
const aroundMessage = 4;
/** The beginning of the answer. */
const aroundRequest = 3;
/** What providers tell a model about tools as such. */
const aroundTools: Readonly<Record<Dialect['family'], number>> = {
  openai: 12,
  anthropic: 346,
  gemini: 12,
  generic: 12,
};
