import type { Routed } from '../engine/exchange.ts';
import type { Clock, Random } from '../platform/platform.ts';
import type { Balancer, BalancerDefinition } from './balancers/balancer.ts';
import type { BalancerOptions } from './balancers/balancer-options.ts';
import type { EjectionObserver } from './ejection.ts';
import { LiveTarget, type TargetOptions } from './live-target.ts';
import { countsAsFailure, type Outcome } from './outcome.ts';
import { PassiveHealth, type PassiveHealthOptions } from './passive-health.ts';
import type { Target } from './target.ts';

/** An upstream as the configuration describes it. */
export interface UpstreamOptions {
  readonly name: string;
  readonly targets: readonly TargetOptions[];
  readonly balancer: BalancerDefinition<BalancerOptions>;
  readonly balancerOptions: BalancerOptions;
  /** `undefined`: a target is never taken out of service for its answers. */
  readonly passiveHealth: PassiveHealthOptions | undefined;
  readonly onEjected?: EjectionObserver | undefined;
}

/** A target as the `upstreams` page shows it. */
export interface TargetView {
  readonly name: string;
  readonly weight: number;
  readonly zone: string | undefined;
  readonly inFlight: number;
  readonly available: boolean;
  readonly consecutiveFailures: number;
  /** Share of the requests of the last while that failed, from 0 to 1. */
  readonly failureRate: number;
  /** Milliseconds since the epoch; `undefined` while it is in service. */
  readonly ejectedUntil: number | undefined;
}

/** A named group of targets: chooses one for each try, counts what is under way, and learns from how it went. */
export class Upstream {
  readonly name: string;
  readonly targets: readonly Target[];
  /** Name of the balancer, as the reference spells it. */
  readonly algorithm: string;
  readonly #targets: readonly LiveTarget[];
  readonly #balancer: Balancer;
  readonly #health: PassiveHealth;
  readonly #clock: Clock;
  readonly #onEjected: EjectionObserver | undefined;

  constructor(options: UpstreamOptions, { clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.name = options.name;
    this.algorithm = options.balancer.name;
    this.#targets = options.targets.map((target, index) => new LiveTarget(target, index));
    this.targets = this.#targets;
    this.#balancer = options.balancer.create(options.balancerOptions, { targets: this.targets, clock, random });
    this.#health = new PassiveHealth(this.targets, options.passiveHealth, clock);
    this.#clock = clock;
    this.#onEjected = options.onEjected;
  }

  /** Takes a place at a target in service that is not among `tried`; `undefined` when there is none. Each pick must be released. */
  pick(exchange: Routed, tried: readonly Target[]): Target | undefined {
    const available = this.#health.available();
    const candidates = tried.length === 0 ? available : available.filter((target) => !tried.includes(target));
    if (candidates.length === 0) return undefined;
    const target = this.#balancer.pick(candidates, exchange);
    if (!target) return undefined;
    this.#targets[target.index]!.enter();
    return target;
  }

  /** Gives the place back and learns how the try went: exactly once per pick. */
  release(exchange: Routed, target: Target, outcome: Outcome): void {
    this.#targets[target.index]!.leave();
    const saysNothing = outcome.kind === 'client-left';
    const failed = countsAsFailure(outcome);
    this.#balancer.learn?.(target, { ok: saysNothing ? undefined : !failed, tookMs: outcome.tookMs }, exchange);
    if (!saysNothing && this.#health.report(target, failed)) this.#tellEjected(exchange, target);
  }

  /**
   * Takes a target out of service that others found failing, until `untilMs` since the epoch. Our own bounds hold: how
   * many may be out at once, and for how long. A name that is not there says nothing.
   */
  ejectAsOthers(name: string, untilMs: number): void {
    const until = this.#clock.monotonic() + untilMs - this.#clock.now();
    for (const target of this.#targets) if (target.name === name) this.#health.ejectAsOthers(target, until);
  }

  /** The `set-cookie` line that the answer of this target must carry, if any; to be added beside the target's own. */
  mark(exchange: Routed, target: Target): string | undefined {
    return this.#balancer.mark?.(exchange, target);
  }

  /**
   * Takes over from the upstream of this name in the older configuration. Targets of the same name stay what they are:
   * requests under way there count here as well, and what is learnt of a target in either is known in both.
   */
  adopt(previous: Upstream): void {
    const older = new Map(previous.#targets.map((target) => [target.name, target]));
    for (const target of this.#targets) {
      const same = older.get(target.name);
      if (!same) continue;
      older.delete(target.name);
      target.join(same);
      this.#health.join(target, previous.#health, same);
    }
  }

  #tellEjected(exchange: Routed, target: Target): void {
    if (!this.#onEjected) return;
    const untilMs = this.#clock.now() + this.#health.state(target).ejectedUntil - this.#clock.monotonic();
    this.#onEjected({ upstream: this.name, target: target.name, untilMs }, exchange);
  }

  /** What is known of each target now, in the order of the configuration. */
  states(): readonly TargetView[] {
    const available = this.#health.available();
    const mono = this.#clock.monotonic();
    return this.#targets.map((target) => {
      const health = this.#health.state(target);
      return {
        name: target.name,
        weight: target.weight,
        zone: target.zone,
        inFlight: target.inFlight,
        available: available.includes(target),
        consecutiveFailures: health.consecutiveFailures,
        failureRate: health.failureRate(mono),
        ejectedUntil: health.isEjected ? this.#clock.now() + health.ejectedUntil - mono : undefined,
      };
    });
  }
}
