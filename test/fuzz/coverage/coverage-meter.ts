import { type Profiler, Session } from 'node:inspector';

/** Tells which places of the code have been run, by the precise coverage of V8. */
export class CoverageMeter {
  readonly #session = new Session();
  readonly #seen = new Set<string>();
  #last: readonly string[] = [];
  readonly #folder: RegExp;

  /** Measures the files whose address fits. To be made before they are loaded: what is compiled is not counted. */
  constructor(folder: RegExp) {
    this.#folder = folder;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Places reached so far. */
  get reached(): number {
    return this.#seen.size;
  }

  /** How many places were reached since the last call that never were before. */
  takeNew(): number {
    this.#last = this.#places().filter((place) => !this.#seen.has(place));
    for (const place of this.#last) this.#seen.add(place);
    return this.#last.length;
  }

  /** Takes back what the last call found, so that it is new again. */
  forgetLast(): void {
    for (const place of this.#last) this.#seen.delete(place);
  }

  /** Begins anew, for another target. */
  forgetAll(): void {
    this.#seen.clear();
    this.takeNew();
    this.#seen.clear();
  }

  stop(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  #places(): string[] {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error !== null) throw error;
      scripts = taken.result;
    });
    return scripts.filter(({ url }) => this.#folder.test(url)).flatMap(placesOf);
  }
}

/** Blocks that were run, each by where it stands. */
function placesOf({ scriptId, functions }: Profiler.ScriptCoverage): string[] {
  const places: string[] = [];
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) {
      if (count > 0) places.push(`${scriptId}:${startOffset}:${endOffset}`);
    }
  }
  return places;
}
