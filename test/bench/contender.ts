/** What is measured: a program that relays `port` to `upstreamPort`. */
export interface Contender {
  readonly name: string;
  /** Its ratio is to this contender. */
  readonly baseline: string;
  /** The command, run on processor 0. Files it needs are written into `folder`. */
  command(place: Place): readonly string[];
}

/** Where a contender stands. */
export interface Place {
  readonly port: number;
  readonly upstreamPort: number;
  readonly folder: string;
}

/** Every ratio is to this. */
export const bare = 'bare node:http relay';
