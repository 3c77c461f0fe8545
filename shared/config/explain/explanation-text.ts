import type { ConsideredRoute, Explanation } from './explain.ts';
import type { ExplainedTransport } from './explain-transport.ts';

/** Marks a piece of text for those who see colours. */
export type Paint = (style: 'good' | 'dim' | 'strong', text: string) => string;

/** An explanation for people: the verdict first, then every route that was considered. */
export function explanationText(explanation: Explanation, paint: Paint): string {
  const { route, byDefault, handler, upstream, transport, filters, rules, considered, listener, path } = explanation;
  const lines = [`listener  ${listener}`, `path      ${path}`];
  if (route === undefined)
    lines.push(`route     ${paint('strong', 'none')}: the answer is 404, or 405 if only the method keeps a route out`);
  else
    lines.push(
      `route     ${paint('good', route)}${byDefault ? ' (the default of the listener)' : ''}`,
      `handler   ${handler}`,
    );
  if (upstream) lines.push(`upstream  ${upstream.id}: ${upstream.algorithm} over ${upstream.targets.join(', ')}`);
  if (transport) lines.push(...transportLines(transport));
  if (filters.length > 0) lines.push(`filters   ${filters.join(' -> ')}`);
  lines.push(...rules.map(({ what, said }) => `${what.padEnd(9)} ${said}`));
  lines.push('', 'considered, in this order:', ...considered.map((one) => consideredLine(one, paint)));
  return lines.join('\n');
}

/** One line for all targets that are reached in the same way. */
function transportLines(transport: readonly ExplainedTransport[]): string[] {
  const [first] = transport;
  if (first && transport.every(({ why }) => why === first.why)) return [`transport ${first.by} (${first.why})`];
  return transport.map(({ target, by, why }) => `transport ${by} to ${target} (${why})`);
}

function consideredLine({ id, priority, outcome, reasons }: ConsideredRoute, paint: Paint): string {
  const why = { taken: 'takes the request', outranked: 'would take it, but comes later', refused: reasons.join('; ') };
  const line = `  ${id} (priority ${priority}): ${why[outcome]}`;
  return outcome === 'taken' ? paint('good', line) : paint('dim', line);
}
