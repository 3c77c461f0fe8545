import { cacheNote } from '../../engine/cache-note.ts';
import type { Finished } from '../../engine/exchange.ts';
import { type LimitHit, limitHit } from '../../engine/limit-hit.ts';
import type { Code } from '../../errors/codes.ts';
import { statusOf } from '../line-facts.ts';
import type { Owner, Registry } from './registry.ts';
import type { Counter, Histogram } from './series.ts';
import { statusClass } from './status-class.ts';

/** Counts the requests of one route. Made once for each plan; a label is only written out when its series is new. */
export class RouteTally {
  readonly #registry: Registry;
  readonly #route: string;
  readonly #owner: Owner;
  readonly #isExact: boolean;
  readonly #durations: Histogram;
  readonly #firstBytes: Histogram;
  readonly #bytesIn: Counter;
  readonly #bytesOut: Counter;
  /** By status and method in one number. */
  readonly #requests = new Map<number, Counter>();
  readonly #faults = new Map<Code, Counter>();
  readonly #hits = new Map<string, Map<LimitHit['action'], Counter>>();

  /** `isExact`: every status counts for itself, and not its class alone. */
  constructor(registry: Registry, { route, owner, isExact }: { route: string; owner: Owner; isExact: boolean }) {
    this.#registry = registry;
    this.#route = route;
    this.#owner = owner;
    this.#isExact = isExact;
    this.#durations = registry.histogram('durations', owner, route);
    this.#firstBytes = registry.histogram('firstBytes', owner, route);
    this.#bytesIn = registry.counter('bytesIn', owner, route);
    this.#bytesOut = registry.counter('bytesOut', owner, route);
  }

  /** `now`: on the monotonic clock. */
  record(exchange: Finished, now: number): void {
    const { attempts, ending, startedMono } = exchange;
    this.#request(methodIndex(exchange.received.method), statusOf(exchange)).add();
    this.#durations.observe(Math.max(0, now - startedMono) / 1000);
    const last = attempts.length === 0 ? undefined : attempts[attempts.length - 1]!;
    if (last?.status !== undefined) {
      this.#firstBytes.observe(Math.max(0, last.startedAt + last.tookMs - startedMono) / 1000);
    }
    this.#bytesIn.value += ending.bytesReceived ?? 0;
    this.#bytesOut.value += ending.bytesSent ?? 0;
    const fault = exchange.fault ?? ending.fault;
    if (fault) this.#fault(fault.code).add();
    const cached = exchange.get(cacheNote);
    if (cached) this.#registry.counter('cached', this.#owner, this.#route, cached.state).add();
    const hit = exchange.get(limitHit);
    if (hit) this.#hit(hit).add();
  }

  #request(method: number, status: number): Counter {
    const key = (this.#isExact ? status : Math.floor(status / 100)) * methods.length + method;
    const known = this.#requests.get(key);
    if (known) return known;
    const label = this.#isExact ? String(status) : statusClass(status);
    const counter = this.#registry.counter('requests', this.#owner, this.#route, methods[method]!, label);
    this.#requests.set(key, counter);
    return counter;
  }

  #fault(code: Code): Counter {
    const known = this.#faults.get(code);
    if (known) return known;
    const counter = this.#registry.counter('faults', this.#owner, this.#route, code);
    this.#faults.set(code, counter);
    return counter;
  }

  #hit({ limit, action }: LimitHit): Counter {
    const actions = this.#hits.get(limit) ?? this.#limit(limit);
    const known = actions.get(action);
    if (known) return known;
    const counter = this.#registry.counter('limitHits', this.#owner, this.#route, limit, action);
    actions.set(action, counter);
    return counter;
  }

  #limit(name: string): Map<LimitHit['action'], Counter> {
    const actions = new Map<LimitHit['action'], Counter>();
    // Keys that are issued while we run bring limits of their own; their series stay as far as the registry has room.
    if (this.#hits.size >= mostLimits) this.#hits.clear();
    this.#hits.set(name, actions);
    return actions;
  }
}

const mostLimits = 100;

/** Methods that are told apart: a client may call others what it likes. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'other'];

function methodIndex(method: string): number {
  const at = methods.indexOf(method);
  return at === -1 ? methods.length - 1 : at;
}
