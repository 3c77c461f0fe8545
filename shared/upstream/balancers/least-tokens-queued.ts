import { type Routed, type Slot, slot } from '../../engine/exchange.ts';
import { queueSlot } from '../queue-slot.ts';
import { tokensSlot } from '../tokens-slot.ts';
import { type BalancerDefinition, recalled } from './balancer.ts';
import { Lowest } from './lowest.ts';
import { TokenQueue } from './token-queue.ts';

/** The target that will have worked off its queue of tokens first. */
export const leastTokensQueued: BalancerDefinition = {
  name: 'least-tokens-queued',
  aliases: ['least_tokens_queued', 'leasttokensqueued', 'least_tokens', 'least-tokens'],
  about: 'Takes the target whose queued tokens, at the speed it has shown, are done first.',
  create(_options, parts) {
    const { targets, clock } = parts;
    const queues = targets.map(({ name }) => recalled(parts, `tokens ${name}`, () => new TokenQueue()));
    const booked = slot<number>();
    let now = 0;
    const lowest = new Lowest(({ index }) => queues[index]!.secondsLeft(now));
    return {
      pick(candidates, exchange) {
        now = clock.monotonic();
        const target = lowest.pick(candidates);
        queues[target.index]!.enter(book(exchange, booked));
        return target;
      },
      learn({ index }, { ok, tookMs }, exchange) {
        queues[index]!.leave(book(exchange, booked), ok ? tookMs : undefined);
      },
      mark(exchange, { index }) {
        const told = exchange.get(queueSlot);
        if (told !== undefined) queues[index]!.tell(told, clock.monotonic());
        return undefined;
      },
    };
  },
};

/** Tokens of the request: estimated once, so that what is taken from a queue is what was put into it. */
function book(exchange: Routed, booked: Slot<number>): number {
  const before = exchange.get(booked);
  if (before !== undefined) return before;
  const estimate = exchange.get(tokensSlot) ?? 1;
  const tokens = Number.isFinite(estimate) ? Math.max(1, Math.round(estimate)) : 1;
  exchange.set(booked, tokens);
  return tokens;
}
