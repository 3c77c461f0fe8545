import type { Routed } from '../engine/exchange.ts';
import type { Clock, Random } from '../platform/platform.ts';
import type { Balancer, BalancerDefinition } from './balancers/balancer.ts';
import type { BalancerOptions } from './balancers/balancer-options.ts';
import type { EjectionObserver } from './ejection.ts';
import type { BreakerOptions, BreakerState } from './health/circuit-breaker.ts';
import { RouteBreakers } from './health/route-breakers.ts';
import { type AvailabilityOptions, TargetAvailability } from './health/target-availability.ts';
import type { CheckResult, CheckVerdict } from './health/target-check.ts';
import { LiveTarget, type TargetOptions } from './live-target.ts';
import { countsAsFailure, isFailure, type Outcome } from './outcome.ts';
import type { Target } from './target.ts';
import type { TargetView } from './target-view.ts';

/** An upstream as the configuration describes it. */
export interface UpstreamOptions extends AvailabilityOptions {
  readonly name: string;
  readonly targets: readonly TargetOptions[];
  readonly balancer: BalancerDefinition<BalancerOptions>;
  readonly balancerOptions: BalancerOptions;
  /** Statuses that count against a target; those that a gateway answers for a failing one unless given. */
  readonly failureStatuses?: ReadonlySet<number>;
  readonly onEjected?: EjectionObserver | undefined;
}

/** A named group of targets: chooses one for each try, counts what is under way, and learns from how it went. */
export class Upstream {
  readonly name: string;
  readonly targets: readonly Target[];
  /** Name of the balancer, as the reference spells it. */
  readonly algorithm: string;
  readonly #targets: readonly LiveTarget[];
  readonly #balancer: Balancer;
  readonly #availability: TargetAvailability;
  readonly #routeBreakers: RouteBreakers;
  readonly #clock: Clock;
  readonly #onEjected: EjectionObserver | undefined;
  readonly #letGo: UpstreamOptions['letGo'];
  readonly #blames: (status: number) => boolean;

  constructor(options: UpstreamOptions, { clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.name = options.name;
    this.algorithm = options.balancer.name;
    this.#targets = options.targets.map((target, index) => new LiveTarget(target, index));
    this.targets = this.#targets;
    this.#balancer = options.balancer.create(options.balancerOptions, { targets: this.targets, clock, random });
    this.#availability = new TargetAvailability(this.name, this.targets, options, { clock, random });
    this.#routeBreakers = new RouteBreakers(clock, (part, state) => {
      const what = `breaker ${state}` as const;
      options.onChange?.({ upstream: this.name, target: undefined, what, reason: `for ${part}` });
    });
    this.#clock = clock;
    this.#onEjected = options.onEjected;
    this.#letGo = options.letGo;
    const { failureStatuses = usualFailures } = options;
    this.#blames = (status) => failureStatuses.has(status);
  }

  /** Takes a place at a target in service that is not among `tried`; `undefined` when there is none. Each pick must be released. */
  pick(exchange: Routed, tried: readonly Target[]): Target | undefined {
    const route = exchange.routing.route.id;
    if (!this.#routeBreakers.mayEnter(route)) return undefined;
    const available = this.#availability.current();
    const candidates = tried.length === 0 ? available : available.filter((target) => !tried.includes(target));
    if (candidates.length === 0) return undefined;
    const target = this.#balancer.pick(this.#rampedUp(candidates, exchange), exchange);
    if (!target) return undefined;
    this.#targets[target.index]!.enter();
    this.#availability.breakers.enter(target, exchange);
    this.#routeBreakers.enter(route, exchange);
    return target;
  }

  /** Gives the place back and learns how the try went: exactly once per pick. */
  release(exchange: Routed, target: Target, outcome: Outcome): void {
    this.#targets[target.index]!.leave();
    const saysNothing = outcome.kind === 'client-left';
    const ok = saysNothing ? undefined : !countsAsFailure(outcome);
    this.#balancer.learn?.(target, { ok, tookMs: outcome.tookMs }, exchange);
    const failed = saysNothing ? undefined : isFailure(outcome, this.#blames);
    this.#tellBreakers(exchange, target, failed);
    if (failed !== undefined && this.#availability.passive.report(target, failed)) this.#tellEjected(exchange, target);
  }

  /**
   * Takes a target out of service that others found failing, until `untilMs` since the epoch. Our own bounds hold: how
   * many may be out at once, and for how long. A name that is not there says nothing.
   */
  ejectAsOthers(name: string, untilMs: number): void {
    const until = this.#clock.monotonic() + untilMs - this.#clock.now();
    for (const target of this.#named(name)) this.#availability.passive.ejectAsOthers(target, until);
  }

  /** Learns what a check of ours found of a target. */
  noteCheck(target: Target, result: CheckResult): void {
    this.#availability.checks.note(target, result);
  }

  /** What checks have found of a target; `undefined` where nothing checks it. */
  verdict(target: Target): CheckVerdict | undefined {
    return this.#availability.checks.verdict(target);
  }

  /** Takes the verdict on a target that was reached elsewhere, until `untilMs` since the epoch. */
  takeVerdict(name: string, verdict: CheckVerdict, untilMs: number): void {
    const until = this.#clock.monotonic() + untilMs - this.#clock.now();
    for (const target of this.#named(name)) this.#availability.checks.take(target, verdict, until);
  }

  /** Puts the requests of a route behind a breaker of their own, which routes of the same `part` share. */
  guard(route: string, part: string, options: BreakerOptions): void {
    this.#routeBreakers.add(route, part, options);
  }

  /** Breakers before the upstream as a whole. */
  breakers(): readonly { readonly part: string; readonly state: BreakerState }[] {
    return this.#routeBreakers.states();
  }

  /**
   * To be called once when the head of an answer is passed on, which may go on for long: a breaker waits no longer for
   * it. Answers with the `set-cookie` line that it must carry, if any, to be added beside the target's own.
   */
  mark(exchange: Routed, target: Target): string | undefined {
    const status = exchange.attempts.findLast((attempt) => attempt.target === target)?.status;
    if (status !== undefined && !this.#blames(status)) {
      this.#availability.breakers.answered(target, exchange);
      this.#routeBreakers.answered(exchange.routing.route.id, exchange);
    }
    return this.#balancer.mark?.(exchange, target);
  }

  /**
   * Takes over from the upstream of this name in the older configuration. Targets of the same name stay what they are:
   * requests under way there count here as well, and what is learnt of a target in either is known in both. Connections
   * to those that are no more end with their requests. To be called before any `guard`.
   */
  adopt(previous: Upstream): void {
    this.#routeBreakers.adopt(previous.#routeBreakers);
    const older = new Map(previous.#targets.map((target) => [target.name, target]));
    for (const target of this.#targets) {
      const same = older.get(target.name);
      if (!same) {
        this.#availability.slowStart.begin(target);
        continue;
      }
      older.delete(target.name);
      target.join(same);
      this.#availability.join(target, previous.#availability, same);
    }
    for (const removed of older.values()) this.#letGo?.(removed);
  }

  #rampedUp(candidates: readonly Target[], exchange: Routed): readonly Target[] {
    const { slowStart } = this.#availability;
    return slowStart.isActive ? slowStart.thin(candidates, this.#balancer.bound?.(exchange)) : candidates;
  }

  #named(name: string): readonly LiveTarget[] {
    return this.#targets.filter((target) => target.name === name);
  }

  #tellBreakers(exchange: Routed, target: Target, failed: boolean | undefined): void {
    this.#availability.breakers.leave(target, exchange, failed);
    this.#routeBreakers.leave(exchange.routing.route.id, exchange, failed);
  }

  #tellEjected(exchange: Routed, target: Target): void {
    if (!this.#onEjected) return;
    const untilMs = this.#clock.now() + this.#availability.passive.state(target).ejectedUntil - this.#clock.monotonic();
    this.#onEjected({ upstream: this.name, target: target.name, untilMs }, exchange);
  }

  /** What is known of each target now, in the order of the configuration. */
  states(): readonly TargetView[] {
    const { passive, checks, breakers, slowStart } = this.#availability;
    const available = this.#availability.current();
    const mono = this.#clock.monotonic();
    return this.#targets.map((target) => {
      const health = passive.state(target);
      return {
        name: target.name,
        weight: target.weight,
        zone: target.zone,
        inFlight: target.inFlight,
        available: available.includes(target),
        consecutiveFailures: health.consecutiveFailures,
        failureRate: health.failureRate(mono),
        ejectedUntil: health.isEjected ? this.#clock.now() + health.ejectedUntil - mono : undefined,
        check: checks.verdict(target),
        breaker: breakers.state(target),
        share: slowStart.shareOf(target),
      };
    });
  }
}

/** What a gateway or a server that is not there answers. A 500 may be the doing of the request. */
const usualFailures: ReadonlySet<number> = new Set([502, 503, 504]);
