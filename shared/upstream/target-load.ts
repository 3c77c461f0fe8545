import type { Fault } from '../errors/fault.ts';
import type { UpstreamCall } from '../platform/transport.ts';

/** The requests under way to one target. */
export class TargetLoad {
  inFlight = 0;
  /**
   * Those of tries that can be broken off, and their calls at the same places. Arrays, since a map of what is young comes
   * and goes as a chain of tables of which each keeps the next alive, with all it held, until the next full collection.
   */
  readonly #requests: object[] = [];
  readonly #calls: UpstreamCall[] = [];
  /** Those that were there when the target was last taken out of use. */
  readonly #leaving = new Map<object, UpstreamCall>();

  /** Notes how a request under way can be broken off, until it leaves. */
  carry(request: object, call: UpstreamCall): void {
    this.#requests.push(request);
    this.#calls.push(call);
  }

  leave(request: object): void {
    this.inFlight -= 1;
    this.#forget(request);
    if (this.#leaving.size > 0) this.#leaving.delete(request);
  }

  /** Takes the requests of another load, which is counted here from now on. */
  absorb(other: TargetLoad): void {
    this.inFlight += other.inFlight;
    other.#requests.forEach((request, place) => {
      this.carry(request, other.#calls[place]!);
    });
    for (const [request, call] of other.#leaving) this.#leaving.set(request, call);
  }

  /** From now on the requests there are have only so long; those that come later do not count among them. */
  beginLeaving(): void {
    this.#requests.forEach((request, place) => {
      this.#leaving.set(request, this.#calls[place]!);
    });
    this.#requests.length = 0;
    this.#calls.length = 0;
  }

  /** Breaks off what is still there of those that were told to leave; answers how many that were. */
  breakOff(fault: Fault): number {
    const calls = [...this.#leaving.values()];
    this.#leaving.clear();
    for (const call of calls) call.cancel(fault);
    return calls.length;
  }

  /** The last one takes the place that becomes free. */
  #forget(request: object): void {
    const place = this.#requests.lastIndexOf(request);
    if (place < 0) return;
    const lastRequest = this.#requests.pop()!;
    const lastCall = this.#calls.pop()!;
    if (place === this.#requests.length) return;
    this.#requests[place] = lastRequest;
    this.#calls[place] = lastCall;
  }
}
