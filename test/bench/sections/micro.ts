import { measureChats } from '../micro/chat.ts';
import { measureMatch } from '../micro/match.ts';
import { measureRequest } from '../micro/request.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

/** Our own code alone. */
export const micro: Section = {
  name: 'micro',
  title: 'Our own code, without sockets of the system',
  async run() {
    const rows = [10, 1_000, 10_000].map((count) => {
      const { nsPerMatch, buildMs } = measureMatch(count);
      return [String(count), nsPerMatch.toFixed(0), buildMs.toFixed(1)];
    });
    const { microsBest, microsMedian } = await measureRequest();
    return `${table(['routes', 'ns / match', 'table built in ms'], rows)}

A proxied request in wire layer, engine and access log together: ${microsBest.toFixed(1)} µs at best,
${microsMedian.toFixed(1)} µs in the middle. Everything else a request costs is sockets.

Chats in wire layer, engine, ledger and access log together, in µs of processor time:

${table(['route', 'answered by a document, each', 'answered by a stream, each event'], await chatRows())}`;
  },
};

async function chatRows(): Promise<string[][]> {
  const costs = await measureChats();
  return costs.map(({ route, document, event }) => [route, document.toFixed(1), event.toFixed(2)]);
}
