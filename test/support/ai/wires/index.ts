import { anthropicCountTokens, anthropicMessages } from './anthropic.ts';
import { gemini } from './gemini.ts';
import { openaiChat } from './openai-chat.ts';
import { models, openaiCompletions, openaiEmbeddings } from './openai-others.ts';
import { openaiResponses } from './openai-responses.ts';
import type { Wire } from './wire.ts';

/** Every wire format of the mock. The first that takes a path answers. */
export const wires: readonly Wire[] = [
  ...[openaiChat, openaiCompletions, openaiResponses, openaiEmbeddings],
  ...[anthropicCountTokens, anthropicMessages, gemini, models],
];
