import type { Routed } from '../engine/exchange.ts';
import type { Clock, Random } from '../platform/platform.ts';
import type { UpstreamCall } from '../platform/transport.ts';
import type { BalancerDefinition } from './balancers/balancer.ts';
import type { BalancerOptions } from './balancers/balancer-options.ts';
import type { DiscoveredTarget, DiscoveryView } from './discovery/discovered-target.ts';
import { mergedTargets, type TargetMaker } from './discovery/merged-targets.ts';
import { Draining, type DrainOptions } from './draining.ts';
import type { EjectionObserver } from './ejection.ts';
import type { BreakerOptions, BreakerState } from './health/circuit-breaker.ts';
import type { HealthEvent } from './health/health-change.ts';
import { RouteBreakers } from './health/route-breakers.ts';
import type { AvailabilityOptions } from './health/target-availability.ts';
import type { CheckResult, CheckVerdict } from './health/target-check.ts';
import type { LiveTarget, TargetOptions } from './live-target.ts';
import { countsAsFailure, isFailure, type Outcome } from './outcome.ts';
import type { Target } from './target.ts';
import { TargetSet } from './target-set.ts';
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
  /** Present when further targets are learned from elsewhere. */
  readonly discovery?: TargetMaker | undefined;
  /** `undefined`: requests under way to a target that is used no more take as long as they take. */
  readonly drain?: DrainOptions | undefined;
}

/** A named group of targets: chooses one for each try, counts what is under way, and learns from how it went. */
export class Upstream {
  readonly name: string;
  /** Name of the balancer, as the reference spells it. */
  readonly algorithm: string;
  /** Called when the targets are others than before. */
  onTargets: (() => void) | undefined = undefined;
  /** How the discovery of targets stands; `undefined` where there is none. */
  discovery: DiscoveryView | undefined = undefined;
  readonly #options: UpstreamOptions;
  #set: TargetSet;
  #found: readonly DiscoveredTarget[] = [];
  /** The sets before this one, by their targets, for requests that are still under way there. */
  readonly #owners = new WeakMap<Target, TargetSet>();
  readonly #routeBreakers: RouteBreakers;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #onEjected: EjectionObserver | undefined;
  readonly #letGo: UpstreamOptions['letGo'];
  readonly #blames: (status: number) => boolean;
  readonly #draining: Draining | undefined;

  constructor(options: UpstreamOptions, { clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.name = options.name;
    this.algorithm = options.balancer.name;
    this.#options = { ...options, onTurned: this.#turned };
    this.#draining = options.drain && new Draining(options.drain, this);
    this.#set = new TargetSet(options.targets, this.#options, { clock, random });
    this.#routeBreakers = new RouteBreakers(clock, (part, state) => {
      const what = `breaker ${state}` as const;
      options.onChange?.({ upstream: this.name, target: undefined, what, reason: `for ${part}` });
    });
    this.#clock = clock;
    this.#random = random;
    this.#onEjected = options.onEjected;
    this.#letGo = options.letGo;
    const { failureStatuses = usualFailures } = options;
    this.#blames = (status) => failureStatuses.has(status);
  }

  /** The targets there are now, in the order of the configuration and then by name. */
  get targets(): readonly Target[] {
    return this.#set.targets;
  }

  /** What discovery found last. */
  get found(): readonly DiscoveredTarget[] {
    return this.#found;
  }

  /** Takes a place at a target in service that is not among `tried`; `undefined` when there is none. Each pick must be released. */
  pick(exchange: Routed, tried: readonly Target[]): Target | undefined {
    const route = exchange.routing.route.id;
    if (!this.#routeBreakers.mayEnter(route)) return undefined;
    const { availability, balancer, targets } = this.#set;
    const available = availability.current();
    const candidates = tried.length === 0 ? available : available.filter((target) => !this.#isAmong(target, tried));
    if (candidates.length === 0) return undefined;
    const target = balancer.pick(this.#rampedUp(candidates, exchange), exchange);
    if (!target) return undefined;
    targets[target.index]!.enter();
    availability.breakers.enter(target, exchange);
    this.#routeBreakers.enter(route, exchange);
    return target;
  }

  /** Whether a target in service is not among `tried`. */
  hasOther(tried: readonly Target[]): boolean {
    return this.#set.availability.current().some((target) => !this.#isAmong(target, tried));
  }

  /** Notes how a request under way to a target can be broken off, until it is released. */
  carry(exchange: Routed, target: Target, call: UpstreamCall): void {
    this.#live(target).load.carry(exchange, call);
  }

  /** Gives the place back and learns how the try went: exactly once per pick. */
  release(exchange: Routed, target: Target, outcome: Outcome): void {
    const { availability, balancer } = this.#setOf(target);
    this.#live(target).leave(exchange);
    const saysNothing = outcome.kind === 'client-left';
    const ok = saysNothing ? undefined : !countsAsFailure(outcome);
    balancer.learn?.(target, { ok, tookMs: outcome.tookMs }, exchange);
    const failed = saysNothing ? undefined : isFailure(outcome, this.#blames);
    this.#tellBreakers(exchange, target, failed);
    if (outcome.kind === 'answered' && outcome.status < 400) availability.checks.noteAnswer(target, outcome.tookMs);
    if (failed !== undefined && availability.passive.report(target, failed)) this.#tellEjected(exchange, target);
  }

  /**
   * Takes a target out of service that others found failing, until `untilMs` since the epoch. Our own bounds hold: how
   * many may be out at once, and for how long. A name that is not there says nothing.
   */
  ejectAsOthers(name: string, untilMs: number): void {
    const until = this.#clock.monotonic() + untilMs - this.#clock.now();
    for (const target of this.#named(name)) this.#set.availability.passive.ejectAsOthers(target, until);
  }

  /** Learns what a check of ours found of a target. */
  noteCheck(target: Target, result: CheckResult): void {
    this.#setOf(target).availability.noteCheck(target, result);
  }

  /** What checks have found of a target; `undefined` where nothing checks it. */
  verdict(target: Target): CheckVerdict | undefined {
    return this.#setOf(target).availability.checks.verdict(target);
  }

  /** Takes the verdict on a target that was reached elsewhere, until `untilMs` since the epoch. */
  takeVerdict(name: string, verdict: CheckVerdict, untilMs: number): void {
    const until = this.#clock.monotonic() + untilMs - this.#clock.now();
    for (const target of this.#named(name)) this.#set.availability.checks.take(target, verdict, until);
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
    const { availability, balancer } = this.#setOf(target);
    const status = statusOf(exchange, target);
    if (status !== undefined && !this.#blames(status)) {
      availability.breakers.answered(target, exchange);
      this.#routeBreakers.answered(exchange.routing.route.id, exchange);
    }
    return balancer.mark?.(exchange, target);
  }

  /**
   * Takes over from the upstream of this name in the older configuration. Targets of the same name stay what they are:
   * requests under way there count here as well, and what is learnt of a target in either is known in both. Connections
   * to those that are no more end with their requests. To be called before any `guard`.
   */
  adopt(previous: Upstream): void {
    this.#routeBreakers.adopt(previous.#routeBreakers);
    const { discovery } = this.#options;
    if (discovery && discovery.source === previous.#options.discovery?.source) {
      this.#found = previous.#found;
      this.discovery = previous.discovery;
      const targets = mergedTargets(this.#options.targets, this.#found, discovery, []);
      this.#set = new TargetSet(targets, this.#options, { clock: this.#clock, random: this.#random });
    }
    this.#drop(this.#set.follow(previous.#set));
  }

  /**
   * Takes what discovery found, beside the targets of the configuration. Those that stay keep what is known of them;
   * requests under way to the others end as they would have, if not too late, and idle connections to them are closed.
   */
  discover(found: readonly DiscoveredTarget[]): void {
    const before = this.#set;
    const { discovery } = this.#options;
    if (!discovery) return;
    this.#found = found;
    const targets = mergedTargets(this.#options.targets, found, discovery, before.targets);
    this.#set = new TargetSet(targets, this.#options, { clock: this.#clock, random: this.#random }, before);
    for (const target of before.targets) this.#owners.set(target, before);
    this.#drop(this.#set.follow(before));
    this.onTargets?.();
  }

  /** A target that was tried may be of a set before this one, where the name alone tells. */
  #isAmong(target: Target, tried: readonly Target[]): boolean {
    return tried.some((each) => each === target || (each.name === target.name && !this.#set.holds(each)));
  }

  /** Whether requests are sent to a target of that name now. */
  isUsed(name: string): boolean {
    return this.#set.availability.current().some((target) => target.name === name);
  }

  onBrokenOff({ name }: LiveTarget, count: number): void {
    const reason = `${count} under way took longer than drain-timeout-secs`;
    this.#options.onChange?.({ upstream: this.name, target: name, what: 'drained', reason });
  }

  readonly #turned = (target: Target, what: HealthEvent): void => {
    if (what === 'unhealthy') this.#draining?.begin(this.#live(target));
    if (what === 'healthy') this.#draining?.stop(this.#live(target));
  };

  #drop(removed: readonly LiveTarget[]): void {
    for (const target of removed) {
      this.#letGo?.(target);
      this.#draining?.begin(target);
    }
  }

  #live(target: Target): LiveTarget {
    return this.#setOf(target).targets[target.index]!;
  }

  #setOf(target: Target): TargetSet {
    return this.#set.holds(target) ? this.#set : (this.#owners.get(target) ?? this.#set);
  }

  #rampedUp(candidates: readonly Target[], exchange: Routed): readonly Target[] {
    const { availability, balancer } = this.#set;
    return availability.isThinning ? availability.thin(candidates, balancer.bound?.(exchange)) : candidates;
  }

  #named(name: string): readonly LiveTarget[] {
    return this.#set.targets.filter((target) => target.name === name);
  }

  #tellBreakers(exchange: Routed, target: Target, failed: boolean | undefined): void {
    this.#setOf(target).availability.breakers.leave(target, exchange, failed);
    this.#routeBreakers.leave(exchange.routing.route.id, exchange, failed);
  }

  #tellEjected(exchange: Routed, target: Target): void {
    if (!this.#onEjected) return;
    const untilMs =
      this.#clock.now() + this.#setOf(target).availability.passive.state(target).ejectedUntil - this.#clock.monotonic();
    this.#onEjected({ upstream: this.name, target: target.name, untilMs }, exchange);
  }

  /** Whether it has a target that nothing speaks against. One that is used only because none is left is none. */
  isHealthy(): boolean {
    return this.#set.availability.isSound();
  }

  /** What is known of each target now, in the order of the configuration. */
  states(): readonly TargetView[] {
    return this.#set.views(this.#clock);
  }
}

/** What a gateway or a server that is not there answers. A 500 may be the doing of the request. */
const usualFailures: ReadonlySet<number> = new Set([502, 503, 504]);

/** What the target answered last. */
function statusOf({ attempts }: Routed, target: Target): number | undefined {
  let at = attempts.length - 1;
  while (at >= 0 && attempts[at]!.target !== target) at -= 1;
  return attempts[at]?.status;
}
