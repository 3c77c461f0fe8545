import { plainPath } from '../../http/path.ts';
import { rememberingLast } from '../remembering-last.ts';
import { anthropicCountTokens } from './anthropic-count-tokens.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import type { Dialect } from './dialect.ts';
import { gemini } from './gemini.ts';
import { generic, genericDialects } from './generic.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiCompletions } from './openai-completions.ts';
import { openaiEmbeddings } from './openai-embeddings.ts';
import { openaiResponses } from './openai-responses.ts';

/** All dialects. The first that takes a path counts; the last takes every path. */
export const dialects: readonly Dialect[] = [
  openaiChat,
  openaiCompletions,
  openaiResponses,
  openaiEmbeddings,
  anthropicMessages,
  anthropicCountTokens,
  gemini,
  generic,
];

/**
 * The dialect of a request to `path` (without its query, whatever prefix stands before the endpoint). At a path that no
 * dialect knows it is the generic one, which tells of errors as the clients of the route's `provider` expect.
 */
export function dialectFor(path: string, provider: Dialect['family'] = 'generic'): Dialect {
  const found = dialectAt(path);
  return found === undefined || found === generic ? genericDialects[provider] : found;
}

const dialectAt = rememberingLast((path) => {
  // An escaped letter is the letter to the provider, and to many a capital one too.
  const plain = plainPath(path).replace(slashesAtEnd, '').toLowerCase();
  return dialects.find((dialect) => dialect.takes(plain));
});

const slashesAtEnd = /(?<!\/)\/+$/;
