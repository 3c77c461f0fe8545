import type { Compression } from './compression.ts';
import type { Dialer } from './dialer.ts';
import type { FileSource } from './file-source.ts';
import type { GeoSource } from './geo.ts';
import type { LoadRanks } from './load-ranks.ts';
import type { LogSink } from './log-sink.ts';
import type { Passwords } from './passwords.ts';
import type { Timers } from './timers.ts';
import type { Transport } from './transport.ts';

/** The runtimes Sentinel runs on. */
export type RuntimeName = 'node' | 'deno' | 'bun' | 'workerd';

/** What a runtime brings: the sum of the ports. Made once per process or isolate; nothing else may reach outside. */
export interface Platform {
  readonly runtime: RuntimeName;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly transport: Transport;
  /** Bare connections; absent where there is nothing but `fetch`. */
  readonly dialer?: Dialer;
  readonly log: LogSink;
  /** Files to serve; absent where there are none. */
  readonly files?: FileSource;
  /** Databases of countries; absent where there are no files. */
  readonly geo?: GeoSource;
  /** Content codings that this runtime writes and reads. */
  readonly compression: Compression;
  /** Checks passwords on another thread; absent where there is none. */
  readonly passwords?: Passwords;
  /** Vocabularies for exact counts of tokens; absent where the program was built without them. */
  readonly loadRanks?: LoadRanks;
}

/** Two clocks: one for dates, one for spans. */
export interface Clock {
  /** Milliseconds since the epoch; may jump. */
  now(): number;
  /** Milliseconds since some start, with fractions where the runtime has them; never goes back. */
  monotonic(): number;
}

/** Chance. */
export interface Random {
  /** A number in [0, 1). Not for secrets. */
  next(): number;
  /** Bytes fit for secrets and ids. */
  bytes(count: number): Uint8Array;
}
