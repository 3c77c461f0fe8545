import type { Address } from '../platform/transport.ts';
import type { Target } from './target.ts';

/** A target as the configuration names it. */
export interface TargetOptions {
  /** `host:port`. */
  readonly name: string;
  readonly address: Address;
  readonly weight: number;
  readonly zone: string | undefined;
}

/** A target with its count of requests under way, which outlives a reload of the configuration. */
export class LiveTarget implements Target {
  readonly name: string;
  readonly address: Address;
  readonly weight: number;
  readonly zone: string | undefined;
  readonly index: number;
  #load = { inFlight: 0 };

  constructor(options: TargetOptions, index: number) {
    this.name = options.name;
    this.address = options.address;
    this.weight = options.weight;
    this.zone = options.zone;
    this.index = index;
  }

  get inFlight(): number {
    return this.#load.inFlight;
  }

  enter(): void {
    this.#load.inFlight += 1;
  }

  leave(): void {
    this.#load.inFlight -= 1;
  }

  /** Counts as one with the same target of an older configuration, whose requests go on. */
  join(older: LiveTarget): void {
    older.#load.inFlight += this.#load.inFlight;
    this.#load = older.#load;
  }
}
