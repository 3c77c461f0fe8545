import type { Platform } from '../../platform/platform.ts';
import type { Stopping } from '../health/probe.ts';
import type { DiscoveredTarget } from './discovered-target.ts';

/** Something that knows which targets an upstream has. It may keep what makes the next look cheaper. */
export interface Source {
  /**
   * Looks once. Tells all targets there are, at once and as often as that changes while it looks, and answers how many
   * milliseconds to wait before the next look. Rejects with a `Fault`; what was told stays true.
   */
  look(round: Round): Promise<number>;
  /** Calls back when it is worth looking before the time is over; answers what ends that. */
  watch?(onChange: () => void): () => void;
}

/** One look at a source. */
export interface Round {
  /** Ends the look. */
  readonly stopping: Stopping;
  /** Takes all the targets there are now. */
  tell(targets: readonly DiscoveredTarget[]): void;
  /** There is no news, but the source is well. */
  unchanged(): void;
}

/** The ports that sources work with. */
export type SourcePlatform = Pick<Platform, 'clock' | 'timers' | 'transport' | 'random' | 'dialer'>;
