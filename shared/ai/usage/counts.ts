import type { JsonObject, JsonValue } from '../json.ts';
import type { ReportedUsage, Usage } from '../usage.ts';

/** Numbers as a provider reports them, each under what it means. What was not reported is absent. */
export interface Counts {
  /** All input. */
  readonly input?: number | undefined;
  /** Input beside what was read from or written to a cache. */
  readonly freshInput?: number | undefined;
  /** Input that tools added, reported beside the other. */
  readonly toolInput?: number | undefined;
  readonly cachedInput?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly hourCacheWrite?: number | undefined;
  /** All output, with reasoning. */
  readonly output?: number | undefined;
  /** Output without reasoning. */
  readonly answerOutput?: number | undefined;
  readonly reasoning?: number | undefined;
  readonly audioInput?: number | undefined;
  readonly audioOutput?: number | undefined;
  readonly total?: number | undefined;
}

/**
 * Two reports of one answer, field by field. Reports of a stream are sums so far, so the larger one counts; a later
 * report that leaves a field out, or sets it to zero, takes nothing back.
 */
export function mergeCounts(first: Counts | undefined, second: Counts | undefined): Counts | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const merged: { -readonly [Name in keyof Counts]: Counts[Name] } = { ...first };
  for (const name of names) {
    const value = second[name];
    if (value !== undefined && value > (merged[name] ?? -1)) merged[name] = value;
  }
  return merged;
}

/** Reported numbers as usage; `undefined` when nothing was reported, or nothing but zeros. */
export function usageOfCounts(counts: Counts | undefined): ReportedUsage | undefined {
  if (counts === undefined) return undefined;
  const {
    cachedInput = 0,
    cacheWrite = 0,
    hourCacheWrite = 0,
    reasoning = 0,
    audioInput = 0,
    audioOutput = 0,
    total = 0,
  } = counts;
  const halves = halvesOf(counts);
  const { input, output } = halves;
  if (input + output === 0) return total === 0 ? undefined : { ...unused, input: total };
  // Some report reasoning beside the output; only the total tells.
  const isBeside = reasoning > 0 && total === input + output + reasoning;
  const usage = {
    input,
    output: isBeside ? output + reasoning : output,
    cachedInput: Math.min(cachedInput, input),
    cacheWrite: Math.min(cacheWrite, input),
    hourCacheWrite: Math.min(hourCacheWrite, cacheWrite, input),
    reasoning: Math.min(reasoning, isBeside ? output + reasoning : output),
    audioInput: Math.min(audioInput, input),
    audioOutput: Math.min(audioOutput, output),
  };
  if (halves.lacks === undefined) return usage;
  return halves.lacks === 'input' ? { ...usage, lacksInput: true } : { ...usage, lacksOutput: true };
}

/** Input and output, and which of them nothing tells of. Where there is a total, one of them tells of the other. */
function halvesOf(counts: Counts): { input: number; output: number; lacks?: 'input' | 'output' } {
  const { cachedInput = 0, cacheWrite = 0, reasoning = 0, toolInput = 0, total = 0 } = counts;
  const input = (counts.input ?? (counts.freshInput ?? 0) + cachedInput + cacheWrite) + toolInput;
  const output = counts.output ?? (counts.answerOutput ?? 0) + reasoning;
  if (counts.input === undefined && counts.freshInput === undefined) {
    return total > output + input ? { input: total - output, output } : { input, output, lacks: 'input' };
  }
  if (counts.output !== undefined || counts.answerOutput !== undefined) return { input, output };
  // As embeddings are reported, which have no output.
  return total >= input + output && total > 0 ? { input, output: total - input } : { input, output, lacks: 'output' };
}

/** No tokens at all: what a request costs that only counts. */
export const unused: Usage = {
  input: 0,
  output: 0,
  cachedInput: 0,
  cacheWrite: 0,
  hourCacheWrite: 0,
  reasoning: 0,
  audioInput: 0,
  audioOutput: 0,
};

/** A reported number of tokens; `undefined` for what cannot be one. A fraction counts as a whole token. */
export function countIn(json: JsonObject | undefined, name: string): number | undefined {
  const value: JsonValue | undefined = json?.[name];
  if (typeof value !== 'number' || !(value >= 0) || value > Number.MAX_SAFE_INTEGER) return undefined;
  return Math.ceil(value);
}

const names = [
  ...(['input', 'freshInput', 'toolInput', 'cachedInput', 'cacheWrite', 'hourCacheWrite'] as const),
  ...(['output', 'answerOutput', 'reasoning', 'audioInput', 'audioOutput', 'total'] as const),
];
