import { anthropicCountTokensFixture, anthropicMessagesFixture } from './anthropic.ts';
import type { DialectFixture } from './fixture.ts';
import { geminiFixture } from './gemini.ts';
import { genericFixture } from './generic.ts';
import { openaiChatFixture } from './openai-chat.ts';
import { openaiCompletionsFixture } from './openai-completions.ts';
import { openaiEmbeddingsFixture } from './openai-embeddings.ts';
import { openaiResponsesFixture } from './openai-responses.ts';

/** What each dialect must make of requests, answers and streams. */
export const dialectFixtures: readonly DialectFixture[] = [
  openaiChatFixture,
  openaiCompletionsFixture,
  openaiResponsesFixture,
  openaiEmbeddingsFixture,
  anthropicMessagesFixture,
  anthropicCountTokensFixture,
  geminiFixture,
  genericFixture,
];
