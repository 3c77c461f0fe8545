import { type PathGlob, pathGlob } from '../http/path-glob.ts';

/** Which `cache-control` a file is sent with. */
export class CacheRules {
  readonly #rules: readonly Rule[];
  readonly #otherwise: string;

  /** Patterns and values, of which the first that fits counts; a pattern without a slash is for names alone. */
  constructor(rules: readonly (readonly [pattern: string, value: string])[], otherwise: string) {
    this.#otherwise = otherwise;
    this.#rules = rules.map(([pattern, value]) => ({
      glob: pathGlob(pattern),
      isForNames: !pattern.includes('/'),
      value,
    }));
  }

  /** The value for the file these names lead to; `undefined` when it is to have none. */
  of(names: readonly string[]): string | undefined {
    const value = this.#rules.length === 0 ? this.#otherwise : this.#found(names);
    return value === '' ? undefined : value;
  }

  #found(names: readonly string[]): string {
    const path = `/${names.join('/')}`;
    const name = names.at(-1) ?? '';
    const rule = this.#rules.find(({ glob, isForNames }) => glob.fits(isForNames ? name : path));
    return rule ? rule.value : this.#otherwise;
  }
}

interface Rule {
  readonly glob: PathGlob;
  readonly isForNames: boolean;
  readonly value: string;
}
