import { type LookupAddress, lookup } from 'node:dns';

/** Names answered within this time are not asked for again. The platform's resolver does not tell the real lifetime. */
const freshMs = 10_000;
/** Names remembered at once; the one asked for first goes first. */
const maxNames = 1_000;

/** Told the addresses of a name, or why there are none. */
export type OnAddresses = (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void;

/**
 * The platform's name look-ups (hosts file, search domains and all) with a short memory, so that a burst of new
 * connections asks once. Failures are not remembered.
 */
export class NameCache {
  readonly #names = new Map<string, Known>();
  readonly #asked = new Map<string, OnAddresses[]>();
  readonly #now: () => number;
  readonly #ask: typeof askPlatform;

  constructor(now: () => number, ask: typeof askPlatform = askPlatform) {
    this.#now = now;
    this.#ask = ask;
  }

  /** Calls back with all addresses of the name, in the order they are to be tried. */
  find(name: string, onAddresses: OnAddresses): void {
    const known = this.#names.get(name);
    if (known !== undefined && this.#now() < known.until) {
      queueMicrotask(() => onAddresses(null, known.addresses));
      return;
    }
    const waiting = this.#asked.get(name);
    if (waiting !== undefined) {
      waiting.push(onAddresses);
      return;
    }
    const callers = [onAddresses];
    this.#asked.set(name, callers);
    this.#ask(name, (error, addresses) => {
      this.#asked.delete(name);
      if (error === null) this.#remember(name, addresses);
      for (const tell of callers) tell(error, addresses);
    });
  }

  #remember(name: string, addresses: readonly LookupAddress[]): void {
    this.#names.delete(name);
    if (this.#names.size >= maxNames) this.#names.delete(this.#names.keys().next().value!);
    this.#names.set(name, { addresses, until: this.#now() + freshMs });
  }
}

interface Known {
  readonly addresses: readonly LookupAddress[];
  readonly until: number;
}

function askPlatform(name: string, onAddresses: OnAddresses): void {
  lookup(name, { all: true }, (error, addresses) => onAddresses(error, addresses ?? []));
}
