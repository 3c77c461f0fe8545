import type { Clock, Random } from '../platform/platform.ts';
import type { Balancer } from './balancers/balancer.ts';
import { BalancerMemory } from './balancers/balancer-memory.ts';
import { TargetAvailability } from './health/target-availability.ts';
import { LiveTarget, type TargetOptions } from './live-target.ts';
import type { Target } from './target.ts';
import type { TargetView } from './target-view.ts';
import type { UpstreamOptions } from './upstream.ts';

/** The targets that an upstream has for a while, with what chooses among them. It never changes; another follows it. */
export class TargetSet {
  readonly targets: readonly LiveTarget[];
  readonly balancer: Balancer;
  readonly availability: TargetAvailability;
  readonly #memory: BalancerMemory;

  /** `before` is the set of the same upstream that this one follows, whose balancer goes on in this one's. */
  constructor(
    targets: readonly TargetOptions[],
    options: UpstreamOptions,
    { clock, random }: { readonly clock: Clock; readonly random: Random },
    before?: TargetSet,
  ) {
    this.targets = targets.map((target, index) => new LiveTarget(target, index));
    this.#memory = new BalancerMemory(before === undefined ? undefined : before.#memory);
    const parts = { targets: this.targets, clock, random, memory: this.#memory };
    this.balancer = options.balancer.create(options.balancerOptions, parts);
    this.#memory.settle();
    this.availability = new TargetAvailability(options.name, this.targets, options, { clock, random });
  }

  /**
   * Goes on from another set, of this upstream or of the one it takes the place of. Targets of the same name stay what
   * they are: requests under way there count here as well, and what is learnt of a target in either is known in both.
   * Answers the targets that are no more.
   */
  follow(before: TargetSet): readonly LiveTarget[] {
    const older = new Map(before.targets.map((target) => [target.name, target]));
    const isFirst = older.size === 0;
    for (const target of this.targets) {
      const same = older.get(target.name);
      if (same) {
        older.delete(target.name);
        target.join(same);
        this.availability.join(target, before.availability, same);
      } else if (!isFirst) this.availability.slowStart.begin(target);
    }
    return [...older.values()];
  }

  /** Whether the target is one of this very set, and not of one before it. */
  holds(target: Target): boolean {
    return this.targets[target.index] === target;
  }

  /** What is known of each target now. */
  views(clock: Clock): readonly TargetView[] {
    const { passive, checks, breakers } = this.availability;
    const available = this.availability.current();
    const mono = clock.monotonic();
    return this.targets.map((target) => {
      const health = passive.state(target);
      return {
        name: target.name,
        weight: target.weight,
        zone: target.zone,
        inFlight: target.inFlight,
        available: available.includes(target),
        consecutiveFailures: health.consecutiveFailures,
        failureRate: health.failureRate(mono),
        ejectedUntil: health.isEjected ? clock.now() + health.ejectedUntil - mono : undefined,
        check: checks.verdict(target),
        breaker: breakers.state(target),
        share: this.availability.shareOf(target),
      };
    });
  }
}
