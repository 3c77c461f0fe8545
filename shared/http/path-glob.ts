/** A pattern for paths, made ready once. */
export interface PathGlob {
  fits(path: string): boolean;
}

/**
 * Makes a pattern ready: `*` stands for any characters of one segment, `**` for any at all, `?` for one that is no
 * slash; it fits whole paths only. Takes time by the product of the two lengths at most, whatever they hold.
 */
export function pathGlob(pattern: string): PathGlob {
  const steps = stepsOf(pattern);
  return { fits: (path) => fits(steps, path) };
}

/** A character by its code, or what stands for several. */
type Step = number | 'one' | 'segment' | 'any';

function stepsOf(pattern: string): readonly Step[] {
  const steps: Step[] = [];
  for (let i = 0; i < pattern.length; i += 1) {
    const character = pattern[i];
    if (character === '?') steps.push('one');
    else if (character !== '*') steps.push(pattern.charCodeAt(i));
    else if (pattern[i + 1] === '*') {
      steps.push('any');
      while (pattern[i + 1] === '*') i += 1;
    } else steps.push('segment');
  }
  return steps;
}

/** Goes through the path once, with all places of the pattern it may be at. */
function fits(steps: readonly Step[], path: string): boolean {
  let places = new Uint8Array(steps.length + 1);
  let next = new Uint8Array(steps.length + 1);
  enter(places, steps, 0);
  for (let i = 0; i < path.length; i += 1) {
    const code = path.charCodeAt(i);
    next.fill(0);
    for (let at = 0; at < steps.length; at += 1) if (places[at] === 1) advance(next, steps, at, code);
    [places, next] = [next, places];
  }
  return places[steps.length] === 1;
}

function advance(next: Uint8Array, steps: readonly Step[], at: number, code: number): void {
  const step = steps[at]!;
  if (step === 'any' || (step === 'segment' && code !== slash)) enter(next, steps, at);
  else if (step === code || (step === 'one' && code !== slash)) enter(next, steps, at + 1);
}

const slash = 47;

/** Stars may stand for nothing. */
function enter(places: Uint8Array, steps: readonly Step[], from: number): void {
  for (let at = from; at <= steps.length; at += 1) {
    places[at] = 1;
    if (steps[at] !== 'any' && steps[at] !== 'segment') return;
  }
}
