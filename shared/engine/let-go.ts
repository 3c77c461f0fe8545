import type { Fault } from '../errors/fault.ts';
import type { Reply } from './reply.ts';

/** Lets go of whatever stands behind a reply that will not be sent; answers the fault it was dropped for. */
export function letGo(reply: Reply | undefined, fault: Fault): Fault {
  reply?.body?.cancel(fault);
  reply?.tunnel?.cancel(fault);
  return fault;
}
