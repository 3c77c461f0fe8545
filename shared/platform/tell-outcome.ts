import { Fault } from '../errors/fault.ts';
import type { Receiver, UpstreamResponse } from './transport.ts';

/** Tells of a round trip whose outcome is known by a promise. */
export function tellOutcome(response: Promise<UpstreamResponse>, receiver: Receiver): void {
  response.then(
    (it) => receiver.answered(it),
    (error: unknown) => receiver.failed(Fault.from(error)),
  );
}
