import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Timer } from '../../platform/timers.ts';

/** Longest waits of an answer that comes piece by piece. */
export interface TokenWaits {
  /** For the first content, from when the request was sent. */
  readonly firstTokenMs: number;
  /** Between two pieces of content. */
  readonly betweenTokensMs: number;
}

/** Watches that content keeps coming. A timer that runs while pieces come is moved when it rings, not with each piece. */
export class StallWatch {
  readonly #platform: Pick<Platform, 'clock' | 'timers'>;
  readonly #waits: TokenWaits;
  readonly #onStall: (fault: Fault) => void;
  #timer: Timer | undefined;
  #lastAt: number;
  #hasFirst = false;
  #isPaused = false;

  /** `startedAt`, on the monotonic clock: when the wait for the first content began. */
  constructor(
    platform: Pick<Platform, 'clock' | 'timers'>,
    waits: TokenWaits,
    startedAt: number,
    onStall: (fault: Fault) => void,
  ) {
    this.#platform = platform;
    this.#waits = waits;
    this.#lastAt = startedAt;
    this.#onStall = onStall;
    this.#watch(waits.firstTokenMs - (platform.clock.monotonic() - startedAt));
  }

  /** A piece of content came. */
  content(): void {
    this.#lastAt = this.#platform.clock.monotonic();
    if (this.#hasFirst) return;
    this.#hasFirst = true;
    this.#timer?.cancel();
    this.#watch(this.#waits.betweenTokensMs);
  }

  /** The client takes nothing for now: what does not come is not the fault of the model. */
  pause(): void {
    this.#isPaused = true;
  }

  /** The client takes more. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#lastAt = this.#platform.clock.monotonic();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #watch(delayMs: number): void {
    this.#timer = this.#platform.timers.after(Math.max(0, delayMs), () => this.#ring());
  }

  #ring(): void {
    const waitMs = this.#hasFirst ? this.#waits.betweenTokensMs : this.#waits.firstTokenMs;
    const left = this.#isPaused ? waitMs : waitMs - (this.#platform.clock.monotonic() - this.#lastAt);
    if (left > 0) {
      this.#watch(left);
      return;
    }
    const code = this.#hasFirst ? 'token_timeout' : 'first_token_timeout';
    this.#onStall(new Fault(code, { detail: `no content for ${waitMs} ms` }));
  }
}
