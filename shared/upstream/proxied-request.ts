import type { Routed } from '../engine/exchange.ts';
import { upgradeOf } from '../engine/upgrade.ts';
import type { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import { upstreamHeaders } from '../http/forwarding.ts';
import type { RequestHead } from '../http/head.ts';
import { applyHeaderEdits } from '../http/header-edits.ts';
import type { HeaderList } from '../http/header-list.ts';
import { hostFor } from './host-header.ts';
import type { Leg } from './leg.ts';
import type { Outgoing } from './outgoing.ts';
import { ReplayableBody } from './replayable-body.ts';
import type { Target } from './target.ts';

/** The request of a client as upstreams see it: the same at every try but for the Host. */
export class ProxiedRequest implements Outgoing {
  readonly upgrade: string | undefined;
  readonly headers: HeaderList;
  readonly #exchange: Routed;
  readonly #writtenHost: string | undefined;
  readonly #maxReplayBytes: number | undefined;
  #replay: ReplayableBody | undefined;

  /** `maxReplayBytes`: how much of the body is kept to be sent again; `undefined` when it never is. */
  constructor(exchange: Routed, maxReplayBytes: number | undefined) {
    const { request, received, routing } = exchange;
    const { route } = routing;
    this.#exchange = exchange;
    this.#maxReplayBytes = maxReplayBytes;
    this.upgrade = upgradeOf(received);
    this.headers = upstreamHeaders(exchange);
    if (route.requestEdits) applyHeaderEdits(route.requestEdits, this.headers);
    for (const hook of route.onUpstream) hook(exchange, this.headers);
    // A Host that a rule of the route wrote goes before the setting of the upstream.
    const rewritten = request.authority === received.authority ? undefined : request.authority;
    this.#writtenHost = takeHost(this.headers) ?? rewritten;
  }

  get canReplay(): boolean {
    return this.#exchange.body === null || (this.#replayable()?.canReplay ?? false);
  }

  get isReceived(): boolean {
    return this.#exchange.body === null || (this.#replayable()?.isReceived ?? false);
  }

  head(target: Target, leg: Pick<Leg, 'host'>, headers = this.headers): RequestHead {
    const { request } = this.#exchange;
    const { method, scheme, path, query, version } = request;
    const authority = this.#writtenHost ?? hostFor(target, request, leg.host);
    return { method, scheme, authority, path, query, version, headers };
  }

  body(): Body | null {
    const replay = this.#replayable();
    return replay ? replay.open() : this.#exchange.body;
  }

  copy(): Body | null | undefined {
    return this.#exchange.body === null ? null : this.#replay?.copy();
  }

  settle(): void {
    this.#replay?.settle();
  }

  discard(fault: Fault): void {
    this.#replayable()?.discard(fault);
  }

  #replayable(): ReplayableBody | undefined {
    const { body } = this.#exchange;
    if (body === null || this.#maxReplayBytes === undefined || this.upgrade !== undefined) return undefined;
    this.#replay ??= new ReplayableBody(body, this.#maxReplayBytes);
    return this.#replay;
  }
}

/** The transport writes the Host itself: one that edits have put into the list is taken out of it. */
function takeHost(headers: HeaderList): string | undefined {
  const host = headers.get('host');
  if (host !== undefined) headers.delete('host');
  return host;
}
