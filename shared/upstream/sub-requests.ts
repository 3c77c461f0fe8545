import type { Routed } from '../engine/exchange.ts';
import type { AskUpstream, SubAnswer, SubRequest } from '../engine/sub-request.ts';
import { Fault } from '../errors/fault.ts';
import type { Platform } from '../platform/platform.ts';
import { ask } from './health/ask.ts';
import { Stopping } from './health/probe.ts';
import { type HostHeader, hostFor } from './host-header.ts';
import { outcomeOf } from './outcome.ts';
import type { Target } from './target.ts';
import type { Upstream } from './upstream.ts';

/** An upstream that filters ask, and the Host it is sent. */
export interface AskedUpstream {
  readonly upstream: Upstream;
  readonly host: HostHeader;
  readonly platform: Platform;
}

/** Makes the way by which filters ask an upstream: a second target is tried when the first was not reached. */
export function subRequests(asked: AskedUpstream): AskUpstream {
  return async (exchange, question) => {
    const { clock } = asked.platform;
    const until = clock.monotonic() + question.timeoutMs;
    const tried: Target[] = [];
    for (;;) {
      const target = asked.upstream.pick(exchange, tried);
      if (!target) throw new Fault('no_healthy_target', { detail: asked.upstream.name });
      tried.push(target);
      try {
        return await askTarget(asked, target, exchange, { ...question, timeoutMs: until - clock.monotonic() });
      } catch (error) {
        const fault = Fault.from(error);
        const isOver = exchange.aborted !== undefined || clock.monotonic() >= until;
        if (!fault.unsent || isOver || tried.length === mostTargets) throw fault;
      }
    }
  };
}

/** More would use up the time of a request that waits. */
const mostTargets = 3;

async function askTarget(
  { upstream, host, platform }: AskedUpstream,
  target: Target,
  exchange: Routed,
  { method, path, headers, timeoutMs }: SubRequest,
): Promise<SubAnswer> {
  const { clock } = platform;
  const startedAt = clock.monotonic();
  const stopping = new Stopping();
  const stop = (fault: Fault): void => stopping.stop(fault);
  exchange.onAbort = stop;
  const authority = hostFor(target, exchange.received, host);
  const question = { address: target.address, method, authority, path, headers: headers.copy(), body: null };
  try {
    const { status, headers: answered } = await ask(
      { ...question, timeoutMs, maxBytes: maxContent },
      platform,
      stopping,
    );
    upstream.release(exchange, target, { kind: 'answered', status, tookMs: clock.monotonic() - startedAt });
    return { status, headers: answered };
  } catch (error) {
    const fault = exchange.aborted ?? Fault.from(error);
    upstream.release(exchange, target, outcomeOf(fault, clock.monotonic() - startedAt));
    throw fault;
  } finally {
    exchange.onAbort = undefined;
  }
}

/** Bytes of an answer that are read past, so that its connection can be used again. */
const maxContent = 64 * 1024;
