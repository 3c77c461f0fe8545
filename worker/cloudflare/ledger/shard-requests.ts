import { array, type GenericSchema, number, object, string } from 'valibot';
import { ledgerRequests } from '../../../shared/ledger/http-requests.ts';
import type { ReservationPart } from './shard.ts';

/** What shards are asked beside what every ledger is: the shape of each request, by the name of its path. */
export const shardRequests: {
  readonly 'reserve-part': GenericSchema<unknown, ReservationPart>;
  readonly undo: GenericSchema<unknown, { readonly id: string }>;
} = {
  'reserve-part': object({ reservation: ledgerRequests.reserve, places: array(number()) }),
  undo: object({ id: string() }),
};

/** The name of such a path. */
export type ShardOperation = keyof typeof shardRequests;
