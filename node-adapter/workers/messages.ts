import type { PurgeHow } from '../../shared/cache/cache.ts';
import type { Purge } from '../../shared/cache/cache-store.ts';
import type { ProcessSamples } from '../../shared/telemetry/metrics/metrics-text.ts';
import type { Samples } from '../../shared/telemetry/metrics/samples.ts';

/** What the process in charge tells a worker. */
export type Order =
  | { readonly order: 'reload' }
  | { readonly order: 'reopen-logs' }
  | { readonly order: 'tell-metrics' }
  /** What was wanted. */
  | { readonly order: 'take-metrics'; readonly processes: readonly ProcessSamples[] }
  /** Another worker was told to purge what is kept. */
  | { readonly order: 'purge'; readonly what: Purge; readonly how: PurgeHow }
  /** Finish what is under way, then end. */
  | { readonly order: 'drain' }
  /** End now. */
  | { readonly order: 'leave' };

/** What a worker tells the process in charge. */
export type Report =
  | { readonly report: 'listening'; readonly listeners: readonly { readonly id: string; readonly url: string }[] }
  | { readonly report: 'failed'; readonly reason: string }
  | { readonly report: 'reloaded'; readonly reason: string | undefined }
  /** The metrics of the other workers are to be told. */
  | { readonly report: 'wants-metrics' }
  /** The others are to purge what is kept. */
  | { readonly report: 'purged'; readonly what: Purge; readonly how: PurgeHow }
  | { readonly report: 'metrics'; readonly samples: Samples };
