import { anthropicMessages } from './anthropic-messages.ts';
import type { Dialect } from './dialect.ts';
import { openaiChat } from './openai-chat.ts';

/** All dialects that are told by their path. The first that takes a path counts. */
export const dialects: readonly Dialect[] = [openaiChat, anthropicMessages];
