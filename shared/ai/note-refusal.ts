import type { Routed } from '../engine/exchange.ts';
import { inferenceNote } from '../engine/inference-note.ts';
import type { Fault } from '../errors/fault.ts';
import type { Dialect } from './dialects/dialect.ts';
import { outcomeOfFault } from './exit/answer-end.ts';
import type { Spent } from './limits/meter.ts';

/** Notes a request that could not be read, for the logs. */
export function noteRefusal(exchange: Routed, { name }: Dialect, fault: Fault): void {
  exchange.set(inferenceNote, {
    ...{ dialect: name, provider: undefined, model: undefined, answeredModel: undefined, stream: false },
    ...{ input: undefined, output: undefined, source: undefined, firstTokenMs: undefined },
    outcome: outcomeOfRefusal(fault),
  });
}

/** How a request ended that a fault kept from its answer. */
export function outcomeOfRefusal(fault: Fault): Spent['outcome'] {
  const isOurs = fault.source === 'policy' || (fault.source === 'downstream' && fault.code !== 'client_left');
  if (isOurs) return 'refused';
  const outcome = outcomeOfFault(fault);
  // What did not begin was not cut.
  return outcome === 'cut' ? 'error' : outcome;
}
