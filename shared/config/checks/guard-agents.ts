import { oneOf } from '../fields/choice.ts';
import type { Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

type AgentSettings = Section['agents'][number];

/** Agents can be asked in the way they are set up, about what this build asks. */
export const guardAgents: Check = (look) => {
  for (const { section, path } of look.scopes) {
    section.agents.forEach((agent, index) => {
      checkAgent(look, agent, [...path, 'agents', index]);
    });
  }
};

function checkAgent(look: Look, { id, http, unixSocket, grpc, events }: AgentSettings, path: Path): void {
  if (!http && !unixSocket && !grpc)
    look.error(path, `agent "${id}" says nothing of how it is reached`, 'write http "https://…"');
  if (http && !URL.canParse(http.url)) look.error([...path, 'http', 'url'], `"${http.url}" is no address`);
  const others = events.filter((event) => event !== 'guardrail');
  if (others.length > 0)
    look.error(path, `agents are not asked about ${oneOf(others)} in this build yet`, 'write events "guardrail"');
  if (http?.tlsInsecure && !http.tls && !http.url.startsWith('https:'))
    look.error([...path, 'http', 'tls-insecure'], '"tls-insecure" has no effect without TLS');
}
