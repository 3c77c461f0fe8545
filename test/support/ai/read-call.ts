import type { OriginCall } from '../raw-origin-call.ts';
import type { MockUsage, Scenario } from './scenario.ts';
import type { Served } from './served.ts';
import type { Answer, Wire } from './wires/wire.ts';

/** A line of the books for a request that has just come. */
export function served({ request }: OriginCall, wire: Wire, content: Buffer): Served {
  const [path, query] = request.target.split('?') as [string, string?];
  const json = content.length === 0 ? {} : (JSON.parse(String(content)) as Served['json']);
  const inPath = /\/models\/([^/:]+):/.exec(path)?.[1];
  return {
    ...{ wire: wire.name, path: request.target, content, json },
    headers: new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value])),
    model: inPath ?? (typeof json['model'] === 'string' ? json['model'] : 'mock-1'),
    isStream: json['stream'] === true || path.endsWith(':streamGenerateContent') || query?.includes('alt=sse') === true,
    ...{ pieces: 0, billed: undefined, ending: 'open' },
  };
}

/** Whether the stream tells what it used. */
export function tellsUsage({ wire, json }: Served, { tells = 'asked' }: Scenario): boolean {
  if (tells !== 'asked') return tells === 'always';
  if (wire !== 'openai-chat' && wire !== 'openai-completions') return true;
  const options = json['stream_options'] as { readonly include_usage?: boolean } | undefined;
  return options?.include_usage === true;
}

/** What is answered, by the scenario and the request. */
export function answerOf(line: Served, scenario: Scenario, tells: boolean): Answer {
  const { pieces = ['Hello', ', ', 'world', '!'], reasoning = [], tool, model = line.model } = scenario;
  const choices = typeof line.json['n'] === 'number' ? line.json['n'] : 1;
  const sent = (pieces.length + reasoning.length + (tool?.pieces.length ?? 0)) * choices;
  const isInputOnly = line.wire === 'openai-embeddings' || line.wire === 'anthropic-count-tokens';
  const usage: MockUsage = {
    ...{ input: 10, output: isInputOnly ? 0 : sent, cached: 0, cacheWrite: 0, reasoning: reasoning.length },
    ...scenario.usage,
  };
  return { model, pieces, reasoning, tool, usage, tells, choices };
}
