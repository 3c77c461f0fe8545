import type { RuntimeName } from '../../platform/platform.ts';
import type { Config } from '../config.ts';
import type { Place, Problems } from '../problem.ts';
import { type Scope, scopesOf } from '../scopes/scope.ts';
import { locate } from '../source/locate.ts';
import type { Mapping } from '../source/tree.ts';

/** Steps from the root to a setting, by the names and indexes of the configuration. */
export type Path = readonly (string | number)[];

/** One idea of what must hold between settings. */
export type Check = (look: Look) => void;

/** What a check looks at, and where it reports. */
export class Look {
  readonly config: Config;
  readonly scopes: readonly Scope[];
  readonly runtime: RuntimeName | undefined;
  /** Connections are taken by the program around us. */
  readonly hostListens: boolean;
  /** Names of things that are wrong in themselves and therefore not in `config`. */
  readonly dropped: ReadonlySet<string>;
  readonly #tree: Mapping;
  readonly #problems: Problems;

  constructor(parts: LookParts) {
    this.config = parts.config;
    this.scopes = scopesOf(parts.config);
    this.runtime = parts.runtime;
    this.hostListens = parts.hostListens;
    this.dropped = parts.dropped;
    this.#tree = parts.tree;
    this.#problems = parts.problems;
  }

  error(path: Path, message: string, hint?: string): void {
    const { place, name } = locate(this.#tree, path);
    if (!this.#isBroken(path, name)) this.#problems.error(place, name, message, hint);
  }

  /** An error in a text that a setting holds, at a place of that text, which is a file of its own. */
  errorInside(path: Path, { line, column }: Pick<Place, 'line' | 'column'>, message: string): void {
    const { place, name } = locate(this.#tree, path);
    this.#problems.error({ file: place.file, line, column }, name, message);
  }

  warning(path: Path, message: string, hint?: string): void {
    const { place, name } = locate(this.#tree, path);
    if (!this.#isBroken(path, name)) this.#problems.warning(place, name, message, hint);
  }

  /** Whether an error of this very setting has been told, such as a file that cannot be read. */
  isRefused(path: Path): boolean {
    const { name } = locate(this.#tree, path);
    return this.#problems.list.some((one) => one.severity === 'error' && one.path === name);
  }

  /** Whether an error has been told within a setting at the top, or of a word that was meant to be it. */
  isTold(section: string): boolean {
    return this.#problems.list.some(
      ({ severity, path, hint }) =>
        severity === 'error' &&
        (path === section || path.startsWith(`${section}.`) || hint === `did you mean "${section}"?`),
    );
  }

  /** `file:line` of a setting, for a sentence about another one. */
  whereIs(path: Path): string {
    const { place } = locate(this.#tree, path);
    return place.line === 0 ? place.file : `${place.file}:${place.line}`;
  }

  /** What is wrong inside a thing comes first; judged as a whole, it may only look wrong. */
  #isBroken(path: Path, name: string): boolean {
    if (typeof path.at(-1) !== 'number') return false;
    return this.#problems.list.some((one) => one.severity === 'error' && one.path.startsWith(`${name}.`));
  }
}

/** What a look is made of. */
export interface LookParts {
  readonly config: Config;
  readonly tree: Mapping;
  readonly dropped: ReadonlySet<string>;
  readonly runtime: RuntimeName | undefined;
  readonly hostListens: boolean;
  readonly problems: Problems;
}
