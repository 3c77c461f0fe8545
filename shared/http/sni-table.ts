/** A certificate, or whatever stands for it, with the names it is for. */
export interface NamedCertificate<T> {
  readonly value: T;
  /** Names, or `*.` and what a name ends with. */
  readonly names: readonly string[];
  /** Those of `names` that it wins over others. */
  readonly priorityNames: readonly string[];
}

/** A name that two certificates claim, with equal right. */
export interface SniConflict<T> {
  readonly name: string;
  readonly first: T;
  readonly second: T;
}

/** Which certificate is shown to a client, by the name it asks for. */
export class SniTable<T> {
  readonly conflicts: readonly SniConflict<T>[];
  readonly #exact = new Map<string, Claim<T>>();
  /** By what comes after `*.`. */
  readonly #wildcards = new Map<string, Claim<T>>();

  constructor(certificates: readonly NamedCertificate<T>[]) {
    const conflicts: SniConflict<T>[] = [];
    for (const { value, names, priorityNames } of certificates) {
      const first = new Set(priorityNames.map(lower));
      for (const name of new Set(names.map(lower))) this.#claim(name, { value, goesFirst: first.has(name) }, conflicts);
    }
    this.conflicts = conflicts;
  }

  /** The name itself, else the wildcard with the longest ending that fits; `undefined` when neither is there. */
  find(serverName: string): T | undefined {
    const name = lower(serverName);
    const exact = this.#exact.get(name);
    if (exact !== undefined || this.#wildcards.size === 0) return exact?.value;
    for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
      const wildcard = this.#wildcards.get(name.slice(dot + 1));
      if (wildcard !== undefined) return wildcard.value;
    }
    return undefined;
  }

  #claim(name: string, claim: Claim<T>, conflicts: SniConflict<T>[]): void {
    const isWildcard = name.startsWith('*.');
    const claims = isWildcard ? this.#wildcards : this.#exact;
    const key = isWildcard ? name.slice(2) : name;
    const before = claims.get(key);
    if (before === undefined || (claim.goesFirst && !before.goesFirst)) claims.set(key, claim);
    else if (claim.goesFirst === before.goesFirst) conflicts.push({ name, first: before.value, second: claim.value });
  }
}

interface Claim<T> {
  readonly value: T;
  readonly goesFirst: boolean;
}

/** Names are compared without regard to case, and to the dot that may end them. */
function lower(name: string): string {
  const text = name.toLowerCase();
  return text.endsWith('.') ? text.slice(0, -1) : text;
}
