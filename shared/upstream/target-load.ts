import type { Fault } from '../errors/fault.ts';
import type { UpstreamCall } from '../platform/transport.ts';

/** The requests under way to one target. */
export class TargetLoad {
  inFlight = 0;
  /** By request; those of tries that can be broken off. */
  readonly #calls = new Map<object, UpstreamCall>();
  /** Those that were there when the target was last taken out of use. */
  readonly #leaving = new Map<object, UpstreamCall>();

  /** Notes how a request under way can be broken off. */
  carry(request: object, call: UpstreamCall): void {
    this.#calls.set(request, call);
  }

  leave(request: object): void {
    this.inFlight -= 1;
    this.#calls.delete(request);
    if (this.#leaving.size > 0) this.#leaving.delete(request);
  }

  /** Takes the requests of another load, which is counted here from now on. */
  absorb(other: TargetLoad): void {
    this.inFlight += other.inFlight;
    for (const [request, call] of other.#calls) this.#calls.set(request, call);
    for (const [request, call] of other.#leaving) this.#leaving.set(request, call);
  }

  /** From now on the requests there are have only so long; those that come later do not count among them. */
  beginLeaving(): void {
    for (const [request, call] of this.#calls) this.#leaving.set(request, call);
    this.#calls.clear();
  }

  /** Breaks off what is still there of those that were told to leave; answers how many that were. */
  breakOff(fault: Fault): number {
    const calls = [...this.#leaving.values()];
    this.#leaving.clear();
    for (const call of calls) call.cancel(fault);
    return calls.length;
  }
}
