import type { Trace } from '../engine/exchange.ts';
import type { HeaderList } from '../http/header-list.ts';
import type { Clock, Random } from '../platform/platform.ts';
import { IdBytes } from './id-bytes.ts';
import { givenTraceId, newTraceId, type TraceIdFormat } from './trace-id.ts';
import { traceContext } from './traceparent.ts';

/** Gives requests their ids: those they came with, or new ones. */
export class Tracer {
  readonly #format: TraceIdFormat;
  readonly #clock: Clock;
  readonly #bytes: IdBytes;

  constructor(format: TraceIdFormat, { clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#format = format;
    this.#clock = clock;
    this.#bytes = new IdBytes(random);
  }

  open(headers: HeaderList): Trace {
    const { traceparent, tracestate } = traceContext(headers, this.#bytes);
    return {
      id: givenTraceId(headers) ?? newTraceId(this.#format, this.#bytes, this.#clock),
      traceparent,
      tracestate,
    };
  }
}
