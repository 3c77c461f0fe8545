import type { Disagreement } from './disagreements.ts';

/** The text of `docs/strictness.md`. */
export function strictnessPage(disagreements: readonly Disagreement[]): string {
  return `# Strictness

What Sentinel refuses and the parser under \`node:http\` takes. Two readers of the same bytes that disagree are what
request smuggling is made of, so where a message can be read in two ways it is refused, with a reason in the log, and what
is forwarded is written anew in one form.

The table is complete in this sense: \`test/fuzz/differential\` reads mutated messages with both parsers and fails at a
difference that is not listed here, at one that is listed and does not show on its example, and wherever Sentinel hands on
anything that the other parser does not. By hand: \`ROUNDS=10000000 node --test test/fuzz/differential.test.ts\`.
This page is written by that test; \`SENTINEL_WRITE=1\` renews it.

## Requests

${tableOf(disagreements, 'request')}

## Answers of upstreams

Whatever is refused here is answered with 502, and the connection to the upstream is closed.

${tableOf(disagreements, 'response')}

## HTTP/2

Messages of HTTP/2 are read by the runtime, which refuses what is malformed before there is a request to be logged: the
stream is reset (on Deno, the connection is closed). A field whose value holds a line end or another control character,
or whose name is no token, is left out by it; the message goes on without, and nothing of the field reaches anyone.
`;
}

function tableOf(disagreements: readonly Disagreement[], side: Disagreement['side']): string {
  const rows = disagreements.filter((row) => row.side === side).map(rowOf);
  return ['| reason | why | example |', '|---|---|---|', ...rows].join('\n');
}

function rowOf({ reason, why, example }: Disagreement): string {
  return `| \`${reason}\` | ${why} | \`${JSON.stringify(example).slice(1, -1).replaceAll('|', '\\|')}\` |`;
}
