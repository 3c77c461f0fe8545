import type { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import { collectBody } from '../http/collect-body.ts';
import type { Exchange } from './exchange.ts';

/** The whole body of a request, or of its answer, unless the request is given up: a body that is cancelled tells nobody that it will not come. */
export function collectRequest(exchange: Exchange, source: Body, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const abort = (fault: Fault): void => {
      source.cancel(fault);
      reject(fault);
    };
    exchange.onAbort = abort;
    collectBody(source, limit).then(resolve, reject);
  });
}
