import { defineFilter, type FilterParts } from '../engine/filter.ts';
import { type LedgerBlock, ledgerSettings } from '../ledger/ledger-block.ts';
import { concurrencyGate } from './limits/concurrency-gate.ts';
import { GradientLimit } from './limits/gradient-limit.ts';
import { keyReader } from './limits/key-reader.ts';

/** What `concurrency` is told. */
export interface ConcurrencyOptions {
  readonly limit: number;
  readonly key: string;
  readonly ipv4Prefix: number;
  readonly ipv6Prefix: number;
  readonly onMissingKey: 'client-ip' | 'reject' | 'skip';
  readonly sharedBy: 'route' | 'filter' | 'upstream';
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
  readonly holdMs: number;
  readonly statusCode: number;
  readonly message?: string | undefined;
  readonly adaptive?: { readonly least: number; readonly tolerance: number } | undefined;
  readonly ledger?: LedgerBlock | undefined;
}

/** Limits how many requests are under way at once. */
export const concurrency = defineFilter({
  name: 'concurrency',
  create(options: ConcurrencyOptions, parts) {
    const { limit, adaptive, ledger } = options;
    return concurrencyGate(
      {
        name: parts.filterId,
        counter: counterOf(options, parts),
        ledger: parts.ledgers.open(ledger && ledgerSettings(ledger)),
        key: keyReader(options),
        onMissingKey: options.onMissingKey,
        limit,
        gradient: adaptive && new GradientLimit({ ...adaptive, most: limit }),
        mostWaiting: options.maxWaiting,
        maxWaitMs: options.maxWaitMs,
        holdMs: Math.ceil(options.holdMs),
        statusCode: options.statusCode,
        message: options.message,
      },
      parts,
    );
  },
});

function counterOf({ sharedBy }: ConcurrencyOptions, { filterId, routeId, upstreamName }: FilterParts): string {
  if (sharedBy === 'filter') return `places ${filterId}`;
  if (sharedBy === 'route' || upstreamName === undefined) return `places ${filterId} on ${routeId}`;
  return `places ${filterId} at ${upstreamName}`;
}
