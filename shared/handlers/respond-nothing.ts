import type { Handler } from '../engine/handler.ts';
import { Fault } from '../errors/fault.ts';

/** Ends a route that has filters and nothing behind them: what they let through is not found. */
export const respondNothing: Handler = {
  name: 'nothing',
  answer() {
    throw new Fault('not_found');
  },
};
