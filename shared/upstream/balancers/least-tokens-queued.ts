import { type Routed, type Slot, slot } from '../../engine/exchange.ts';
import { tokensSlot } from '../tokens-slot.ts';
import { type BalancerDefinition, recalled } from './balancer.ts';
import { Lowest } from './lowest.ts';

/** The target that will have worked off its queue of tokens first. */
export const leastTokensQueued: BalancerDefinition = {
  name: 'least-tokens-queued',
  aliases: ['least_tokens_queued', 'leasttokensqueued', 'least_tokens', 'least-tokens'],
  about: 'Takes the target whose queued tokens, at the speed it has shown, are done first.',
  create(_options, parts) {
    const queues = parts.targets.map(({ name }) =>
      recalled(parts, `tokens ${name}`, () => ({ tokens: 0, perSecond: initialPerSecond })),
    );
    const booked = slot<number>();
    const lowest = new Lowest(({ index }) => queues[index]!.tokens / Math.max(1, queues[index]!.perSecond));
    return {
      pick(candidates, exchange) {
        const target = lowest.pick(candidates);
        queues[target.index]!.tokens += book(exchange, booked);
        return target;
      },
      learn({ index }, { ok, tookMs }, exchange) {
        const queue = queues[index]!;
        const tokens = book(exchange, booked);
        queue.tokens -= tokens;
        if (!ok) return;
        const seconds = Math.max(tookMs, 1) / 1000;
        queue.perSecond = smoothing * (tokens / seconds) + (1 - smoothing) * queue.perSecond;
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

const initialPerSecond = 100;
const smoothing = 0.3;
