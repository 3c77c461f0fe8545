import { type LookupAddress, lookup } from 'node:dns';

/** Names answered within this time are not asked for again. The platform's resolver does not tell the real lifetime. */
const freshMs = 10_000;
/** While nobody can tell, the last answer is taken for so long; a name that is no more is another matter. */
const keptMs = 3_600_000;
/** How long before it is asked again then. */
const againMs = 2_000;
/** Names remembered at once; the one asked for first goes first. */
const maxNames = 1_000;

/** Told the addresses of a name, or why there are none. */
export type OnAddresses = (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void;

/**
 * The platform's name look-ups (hosts file, search domains and all) with a short memory, so that a burst of new
 * connections asks once. Failures are not remembered; while the name servers are away, the last answer is used.
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
      const kept = error === null ? undefined : this.#keptFor(name, error);
      for (const tell of callers) kept === undefined ? tell(error, addresses) : tell(null, kept);
    });
  }

  #keptFor(name: string, { code = '' }: NodeJS.ErrnoException): Known['addresses'] | undefined {
    const known = this.#names.get(name);
    if (known === undefined || isGone.test(code) || this.#now() >= known.knownAt + keptMs) return undefined;
    known.until = this.#now() + againMs;
    return known.addresses;
  }

  #remember(name: string, addresses: readonly LookupAddress[]): void {
    this.#names.delete(name);
    if (this.#names.size >= maxNames) this.#names.delete(this.#names.keys().next().value!);
    this.#names.set(name, { addresses, knownAt: this.#now(), until: this.#now() + freshMs });
  }
}

interface Known {
  readonly addresses: readonly LookupAddress[];
  /** When the platform said so. */
  readonly knownAt: number;
  /** When it is asked again. */
  until: number;
}

/** What platforms say of a name that is not there, or has no addresses. */
const isGone = /ENOTFOUND|ENODATA|ENONAME/;

function askPlatform(name: string, onAddresses: OnAddresses): void {
  lookup(name, { all: true }, (error, addresses) => onAddresses(error, addresses ?? []));
}
