import type { Clock } from '../../platform/platform.ts';
import { type BreakerOptions, type BreakerState, CircuitBreaker } from './circuit-breaker.ts';

/** Told of a breaker of a part of the traffic that changed. `part` names that part. */
export type PartTold = (part: string, state: BreakerState) => void;

/**
 * Breakers before an upstream as a whole, each for a part of its traffic: that of one route, or of one scope. One part
 * that fails is kept off and the others go on.
 */
export class RouteBreakers {
  readonly #clock: Clock;
  readonly #tell: PartTold;
  /** By the name of the part. */
  readonly #parts = new Map<string, Part>();
  readonly #byRoute = new Map<string, Part[]>();

  constructor(clock: Clock, tell: PartTold) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Puts the requests of a route behind the breaker of a part. */
  add(route: string, part: string, options: BreakerOptions): void {
    const known = this.#parts.get(part) ?? { name: part, breaker: new CircuitBreaker(options) };
    known.breaker.configure(options);
    this.#parts.set(part, known);
    const parts = this.#byRoute.get(route) ?? [];
    if (!parts.includes(known)) this.#byRoute.set(route, [...parts, known]);
  }

  /** Whether a request of the route may be sent now. */
  mayEnter(route: string): boolean {
    const parts = this.#byRoute.get(route);
    if (!parts) return true;
    const now = this.#clock.monotonic();
    for (const part of parts) this.#look(part, now);
    return parts.every(({ breaker }) => breaker.mayEnter(now));
  }

  enter(route: string, request: object): void {
    const parts = this.#byRoute.get(route);
    if (parts) for (const { breaker } of parts) breaker.enter(request);
  }

  leave(route: string, request: object, failed: boolean | undefined): void {
    const parts = this.#byRoute.get(route);
    if (!parts) return;
    const now = this.#clock.monotonic();
    for (const part of parts) {
      part.breaker.leave(request, failed, now);
      this.#look(part, now);
    }
  }

  /** The request has been answered well, though it may go on for long. */
  answered(route: string, request: object): void {
    const parts = this.#byRoute.get(route);
    if (!parts) return;
    const now = this.#clock.monotonic();
    for (const part of parts) {
      part.breaker.answered(request, now);
      this.#look(part, now);
    }
  }

  /** Takes over the breakers of an older configuration. To be called before routes are added. */
  adopt(older: RouteBreakers): void {
    for (const [name, part] of older.#parts) this.#parts.set(name, part);
  }

  /** Every part and the state of its breaker. */
  states(): readonly { readonly part: string; readonly state: BreakerState }[] {
    const now = this.#clock.monotonic();
    const used = new Set([...this.#byRoute.values()].flat());
    return [...used].map(({ name, breaker }) => ({ part: name, state: breaker.state(now) }));
  }

  #look(part: Part, now: number): void {
    const state = part.breaker.news(now);
    if (state !== undefined) this.#tell(part.name, state);
  }
}

interface Part {
  readonly name: string;
  readonly breaker: CircuitBreaker;
}
