import { Fault } from '../errors/fault.ts';

/** What an answer of a ledger's HTTP face means that is not 200. */
export function statusFault(status: number): Fault {
  // The ledger is there, and was asked for something that cannot be counted: a mistake of ours.
  if (status === 400) return new Fault('internal', { detail: 'the ledger was asked for something it cannot count' });
  return new Fault('ledger_unavailable', { detail: `it answered ${status}${reasons[status] ?? ''}` });
}

const reasons: Readonly<Record<number, string>> = {
  401: ': it does not know the token',
  404: ': there is no ledger at this URL, or it has no token',
};
