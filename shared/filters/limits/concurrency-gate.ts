import { type Exchange, type Routed, slot } from '../../engine/exchange.ts';
import type { FilterHooks, FilterParts } from '../../engine/filter.ts';
import { limitHit } from '../../engine/limit-hit.ts';
import { Fault } from '../../errors/fault.ts';
import type { Ledger, Verdict } from '../../ledger/ledger.ts';
import type { Concurrency } from '../../ledger/rule.ts';
import type { GradientLimit } from './gradient-limit.ts';
import type { KeyReader } from './key-reader.ts';
import { TurnLine } from './turn-line.ts';

/** A limit on requests under way at once. */
export interface ConcurrencySettings {
  readonly name: string;
  /** Tells its counters from those of all other limits. */
  readonly counter: string;
  readonly ledger: Ledger;
  readonly key: KeyReader;
  readonly onMissingKey: 'client-ip' | 'reject' | 'skip';
  readonly limit: number;
  /** Chooses the limit by latency, up to `limit`. */
  readonly gradient: GradientLimit | undefined;
  readonly mostWaiting: number;
  readonly maxWaitMs: number;
  /** Longest a place is held, should nobody be left to give it back. */
  readonly holdMs: number;
  readonly statusCode: number;
  readonly message: string | undefined;
}

/** How often the first in line looks for a place that was given back elsewhere, and those behind whether they are first. */
const lookMs = 50;
const lookBehindMs = 250;

/** A place that a request holds. */
interface Held {
  readonly id: string;
  readonly key: string;
  readonly underWay: number;
  readonly since: number;
}

/** Lets so many requests be under way at once; the others wait, in order, or are refused. A place is held until the last byte. */
export function concurrencyGate(settings: ConcurrencySettings, parts: FilterParts): FilterHooks {
  const gate = new ConcurrencyGate(settings, parts);
  return {
    onRequest: (exchange) => gate.enter(exchange),
    ...(settings.gradient && { onResponse: (exchange) => gate.answered(exchange) }),
    onFinish: (exchange) => gate.leave(exchange),
  };
}

class ConcurrencyGate {
  readonly #settings: ConcurrencySettings;
  readonly #parts: FilterParts;
  readonly #line: TurnLine;
  readonly #held = slot<Held>();
  /** Begins all ids: unguessable, and unlike those of any other instance. */
  readonly #idPrefix: string;
  #rule: Concurrency;
  #count = 0;

  constructor(settings: ConcurrencySettings, parts: FilterParts) {
    const { random, timers } = parts.platform;
    this.#settings = settings;
    this.#parts = parts;
    this.#line = new TurnLine(settings, parts.waitingRoom, timers);
    this.#idPrefix = Array.from(random.bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
    this.#rule = { kind: 'concurrency', limit: settings.gradient?.limit ?? settings.limit };
  }

  enter(exchange: Routed): undefined | Promise<undefined> {
    const key = this.#keyOf(exchange);
    if (key === undefined) return undefined;
    if (this.#line.has(key)) return this.#wait(exchange, key);
    const asked = this.#ask(key);
    if (asked.verdict instanceof Promise) return this.#enterLater(exchange, key, asked.id, asked.verdict);
    return asked.verdict.granted ? this.#hold(exchange, key, asked.id, asked.verdict) : this.#wait(exchange, key);
  }

  answered(exchange: Exchange & { readonly response: { readonly status: number } }): void {
    const held = exchange.get(this.#held);
    const { gradient } = this.#settings;
    if (held === undefined || gradient === undefined) return;
    if (exchange.fault?.source === 'upstream') gradient.failed();
    else gradient.answered(this.#parts.platform.clock.monotonic() - held.since, held.underWay);
    if (gradient.limit !== this.#rule.limit) this.#rule = { kind: 'concurrency', limit: gradient.limit };
  }

  leave(exchange: Exchange): void {
    const held = exchange.get(this.#held);
    if (held === undefined) return;
    const released = this.#settings.ledger.release(held.id);
    const { key } = held;
    if (!(released instanceof Promise)) {
      this.#line.wakeFirst(key);
      return;
    }
    // Should it not be told, the place comes back when its time is over.
    const told = released.then(ignore, ignore).then(() => this.#line.wakeFirst(key));
    exchange.downstream.background(told);
  }

  #keyOf(exchange: Routed): string | undefined {
    const { key, onMissingKey, name, counter } = this.#settings;
    const read = key.read(exchange);
    if (read !== undefined) return `${counter}|${read}`;
    if (onMissingKey === 'skip') return undefined;
    if (onMissingKey === 'client-ip') return `${counter}|${key.fallback(exchange)}`;
    throw new Fault('limit_key_missing', { detail: name });
  }

  #ask(key: string): { readonly id: string; readonly verdict: Verdict | Promise<Verdict> } {
    this.#count += 1;
    const id = `${this.#idPrefix}-${this.#count.toString(36)}`;
    const claims = [{ key, rule: this.#rule, amount: 1 }];
    const { ledger, holdMs } = this.#settings;
    return { id, verdict: ledger.reserve({ id, claims, holdMs, atExpiry: 'release' }) };
  }

  async #enterLater(exchange: Routed, key: string, id: string, asked: Promise<Verdict>): Promise<undefined> {
    const verdict = await asked;
    if (!verdict.granted) return this.#wait(exchange, key);
    this.#hold(exchange, key, id, verdict);
    if (exchange.aborted) throw exchange.aborted;
    return undefined;
  }

  #hold(exchange: Routed, key: string, id: string, { views }: Verdict): undefined {
    const underWay = views[0]!.limit - views[0]!.remaining;
    exchange.set(this.#held, { id, key, underWay, since: this.#parts.platform.clock.monotonic() });
  }

  async #wait(exchange: Routed, key: string): Promise<undefined> {
    const { clock } = this.#parts.platform;
    const endsAt = clock.monotonic() + this.#settings.maxWaitMs;
    const waiter = this.#line.join(key);
    if (waiter === undefined) throw this.#refused(exchange, key);
    try {
      for (let leftMs = endsAt - clock.monotonic(); leftMs > 0; leftMs = endsAt - clock.monotonic()) {
        const isFirst = this.#line.isFirst(key, waiter);
        await this.#line.nap(exchange, waiter, Math.min(leftMs, isFirst ? lookMs : lookBehindMs));
        if (exchange.aborted) throw exchange.aborted;
        if (!this.#line.isFirst(key, waiter)) continue;
        const { id, verdict: asked } = this.#ask(key);
        const verdict = await asked;
        if (!verdict.granted) continue;
        this.#hold(exchange, key, id, verdict);
        if (exchange.aborted) throw exchange.aborted;
        return undefined;
      }
    } finally {
      this.#line.leave(key, waiter);
    }
    throw this.#refused(exchange, key);
  }

  #refused(exchange: Exchange, key: string): Fault {
    const { name, statusCode, message } = this.#settings;
    exchange.set(limitHit, { limit: name, key, action: 'rejected' });
    return new Fault('overloaded', {
      detail: name,
      status: statusCode,
      headers: { 'retry-after': '1' },
      ...(message !== undefined && { text: message }),
    });
  }
}

function ignore(): void {}
