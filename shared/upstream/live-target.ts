import type { Address } from '../platform/transport.ts';
import type { Target } from './target.ts';
import { TargetLoad } from './target-load.ts';

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
  #load = new TargetLoad();

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

  /** Its requests under way: the same for targets of older configurations that it has joined. */
  get load(): TargetLoad {
    return this.#load;
  }

  enter(): void {
    this.#load.inFlight += 1;
  }

  leave(request: object): void {
    this.#load.leave(request);
  }

  /** Counts as one with the same target of an older configuration, whose requests go on. */
  join(older: LiveTarget): void {
    older.#load.absorb(this.#load);
    this.#load = older.#load;
  }
}
