import { Fault } from '../../errors/fault.ts';

/** The fault for an answer that breaks the rules of HTTP/1.1. `reason` names the rule, for the log. */
export function badResponse(reason: string): Fault {
  return new Fault('upstream_bad_response', { detail: reason });
}

/** The same failure as the codec put it, which does not know whose message it reads, at the upstream's door. */
export function asBadResponse(error: unknown): Fault {
  const fault = Fault.from(error);
  const isTheirs = fault.source === 'downstream';
  return isTheirs ? new Fault('upstream_bad_response', { detail: fault.detail ?? fault.code, cause: fault }) : fault;
}
