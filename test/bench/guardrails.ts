import { finders } from '../../shared/ai/guardrails/finders/index.ts';
import { judge } from '../../shared/ai/guardrails/injection/judge.ts';
import { JsonChannel } from '../../shared/ai/guardrails/text/json-channel.ts';
import { TextChannel } from '../../shared/ai/guardrails/text/text-channel.ts';

/**
 * What guardrails cost: microseconds for each piece of a stream, how many characters a stream is behind, and
 * microseconds for each kilobyte that is looked at for attempts. Run: `node test/bench/guardrails.ts`.
 */
const prose =
  'The invoice of 12 March was paid by Ann, who wrote from ann@example.com that 30 chairs (order 88-1203) will arrive on Friday at 10:30. ';
const text = prose.repeat(400);
const pieces = text.match(/[\s\S]{1,4}/g)!;
const json = JSON.stringify({ note: text }).match(/[\s\S]{1,4}/g)!;

for (const [name, run] of [
  ['a piece of 4 characters of text', () => through(new TextChannel(finders, leave), pieces)],
  ['a piece of 4 characters of arguments', () => through(new JsonChannel(finders, leave), json)],
] as const) {
  for (let i = 0; i < 20; i += 1) run();
  const rounds = 40;
  const started = performance.now();
  let held = 0;
  for (let i = 0; i < rounds; i += 1) held = run();
  const each = ((performance.now() - started) * 1000) / rounds / pieces.length;
  console.log(`${name}: ${each.toFixed(2)} µs; ${held.toFixed(1)} characters behind on average`);
}

for (let i = 0; i < 20; i += 1) judge(text);
const started = performance.now();
for (let i = 0; i < 20; i += 1) judge(text);
console.log(
  `attempts: ${(((performance.now() - started) * 1000) / 20 / (text.length / 1024)).toFixed(0)} µs for a kilobyte`,
);

/** Finds stay, so that what goes out can be counted against what came. */
function leave(): undefined {
  return undefined;
}

/** Sends all pieces through, and answers how many characters it was behind on average. */
function through(channel: TextChannel | JsonChannel, all: readonly string[]): number {
  let came = 0;
  let went = 0;
  let behind = 0;
  for (const piece of all) {
    came += piece.length;
    went += channel.push(piece).length;
    behind += Math.max(0, came - went);
  }
  channel.end();
  return behind / all.length;
}
