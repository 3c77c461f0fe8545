import type { Body, BodySink } from '../../shared/http/body.ts';
import type { Timer, Timers } from '../../shared/platform/timers.ts';

/** Milliseconds between two events. */
const betweenMs = 1_000;

/** So many server-sent events, one a second. */
export class TickingEvents implements Body {
  readonly length = undefined;
  readonly #timers: Timers;
  #left: number;
  #sent = 0;
  #sink: BodySink | undefined = undefined;
  #timer: Timer | undefined = undefined;

  constructor(timers: Timers, count: number) {
    this.#timers = timers;
    this.#left = count;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.#next();
  }

  resume(): void {}

  cancel(): void {
    this.#timer?.cancel();
    this.#sink = undefined;
  }

  #next(): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    if (this.#left === 0) {
      sink.end();
      return;
    }
    this.#left -= 1;
    this.#sent += 1;
    sink.write(new TextEncoder().encode(`event: tick\ndata: {"tick":${this.#sent}}\n\n`));
    this.#timer = this.#timers.after(betweenMs, () => this.#next());
  }
}
