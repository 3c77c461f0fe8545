import type { Trace } from '../engine/exchange.ts';
import type { HeaderList } from '../http/header-list.ts';
import type { Clock, Random } from '../platform/platform.ts';
import { IdBytes } from './id-bytes.ts';
import { givenTraceId, type TraceIdFormat, TraceIds } from './trace-id.ts';
import { traceContext } from './traceparent.ts';

/** Gives requests their ids: those they came with, or new ones. */
export class Tracer {
  readonly #bytes: IdBytes;
  readonly #ids: TraceIds;

  constructor(format: TraceIdFormat, { clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#bytes = new IdBytes(random);
    this.#ids = new TraceIds(format, this.#bytes, clock);
  }

  open(headers: HeaderList): Trace {
    const { traceparent, tracestate } = traceContext(headers, this.#bytes);
    return { id: givenTraceId(headers) ?? this.#ids.next(), traceparent, tracestate };
  }
}
