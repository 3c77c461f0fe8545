import { Membership } from '../membership.ts';
import type { BalancerDefinition } from './balancer.ts';
import type { BalancerOptions } from './balancer-options.ts';
import { InnerChoice } from './inner-choice.ts';
import { StickyCookie } from './sticky-cookie.ts';

/** The target the client was sent to before, known by a signed cookie. */
export const sticky: BalancerDefinition<BalancerOptions> = {
  name: 'sticky',
  aliases: ['sticky_session', 'sticky-session', 'stickysession'],
  about: 'Keeps each client at one target by a signed cookie; new clients are placed by the fallback.',
  create({ sticky: options = {} }, parts) {
    const secret = options.secret ?? parts.random.bytes(32);
    const cookie = new StickyCookie({ ...options, secret }, parts.targets);
    const members = new Membership(parts.targets);
    const fallback = new InnerChoice(options.fallback, parts);
    return {
      pick(candidates, exchange) {
        const bound = cookie.read(exchange);
        members.look(candidates);
        if (!bound || !members.has(bound.index)) return fallback.pick(candidates, exchange);
        fallback.pass(exchange);
        return bound;
      },
      bound: (exchange) => cookie.read(exchange),
      learn: (target, outcome, exchange) => fallback.learn(target, outcome, exchange),
      mark: (exchange, target) => (cookie.read(exchange) === target ? undefined : cookie.write(target)),
    };
  },
};
