import { chats } from '../ai/chat.ts';
import { streamMemory } from '../ai/memory.ts';
import { honoServerVersion, installPortkey, portkeyVersion } from '../ai/portkey.ts';
import { chatStreams } from '../ai/streams.ts';
import type { Section } from './section.ts';

/** Chats with models: against the Portkey gateway, the bare relay of the runtime, and Sentinel's own pass-through. */
export const ai: Section = {
  name: 'ai',
  title: 'AI gateway',
  async run(bench, chosen) {
    installPortkey();
    const parts = [
      `The AI route reads each request and answer, reserves and settles tokens in a budget and a rate limit by what the
provider reports, swaps the key, prices the request, and writes a line for it. The pass-through is the same Sentinel on
a route without \`inference\`. Portkey is \`@portkey-ai/gateway\` ${portkeyVersion} from npm, which counts, limits and logs nothing;
it runs on \`@hono/node-server\` ${honoServerVersion}, as its streams fail on newer ones.

Chats: each is warmed up by 40,000 requests, or for 40 s, and by one second before each round. Requests per second tell
of a gateway only where it had all of its processor (CPU %); on a machine that does other things too the CPU a request
takes is the surer measure.`,
      `### Chats of 1 KiB, answered by 1 KiB of JSON\n\n${await chats(bench, chosen)}`,
      `### Streams of chats\n\n${await chatStreams(bench, chosen)}`,
      `### Memory of open streams\n\n${await streamMemory(bench)}`,
    ];
    return parts.join('\n\n');
  },
};
