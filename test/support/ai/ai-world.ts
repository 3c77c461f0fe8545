import type { World } from '../../parity/world.ts';
import type { WholeReply } from '../raw-client.ts';
import { provider } from './play.ts';
import type { Scenario } from './scenario.ts';
import type { Served } from './served.ts';

export const messages = [{ role: 'user', content: 'Say hello.' }];
export const json = ['Content-Type: application/json'];

/** Asks for a chat. */
export function chat(world: World, fields: object = {}, path = '/v1/chat/completions'): Promise<WholeReply> {
  return world.ask(`POST ${path}`, { headers: json, body: JSON.stringify({ model: 'gpt-4o', messages, ...fields }) });
}

/** The origins are providers that play this, the last one for all that follow; answers with their books. */
export function play(world: World, ...scenarios: readonly Scenario[]): readonly Served[][] {
  return world.origins.map((origin, index) => {
    const books: Served[] = [];
    origin.answer(provider(scenarios[index] ?? scenarios.at(-1) ?? {}, books));
    return books;
  });
}

/** What the texts of a stream of a chat say. */
export function saidIn(text: string): string {
  const chunks = [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, data]) => JSON.parse(data!));
  return chunks.map((chunk) => chunk.choices?.[0]?.delta?.content ?? '').join('');
}

/** The line of the access log about the only request to this path. */
export async function logged(world: World, path: string): Promise<Readonly<Record<string, unknown>>> {
  const line = await world.subject.log.line((one) => one.includes(`"path":"${path}"`) && one.includes('duration_ms'));
  return JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>;
}
