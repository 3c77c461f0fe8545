import type { Routed } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import type { Body } from '../../http/body.ts';
import { BytesBody } from '../../http/bytes-body.ts';
import type { RequestHead } from '../../http/head.ts';
import type { Leg } from '../../upstream/leg.ts';
import type { Outgoing } from '../../upstream/outgoing.ts';
import { ProxiedRequest } from '../../upstream/proxied-request.ts';
import type { Target } from '../../upstream/target.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { AiRequest } from '../ai-request.ts';
import type { Destination } from '../providers/destination.ts';
import { type RequestForm, requestForm } from './request-form.ts';

/** A request to a model on its way to upstreams: for each in the form it wants, with its model, key and path. */
export class AiOutgoing implements Outgoing {
  readonly upgrade = undefined;
  readonly isReceived = true;
  readonly canReplay = true;
  readonly #base: ProxiedRequest;
  readonly #exchange: Routed;
  readonly #request: AiRequest;
  readonly #destination: (upstream: Upstream) => Destination;
  readonly #refusesLosses: boolean;
  #form: RequestForm | undefined;
  #formOf: Upstream | undefined;
  #host = '';

  /** `request` as the client sent it, read whole; the exchange holds no body any more. */
  constructor(
    exchange: Routed,
    request: AiRequest,
    destination: (upstream: Upstream) => Destination,
    refusesLosses = false,
  ) {
    this.#base = new ProxiedRequest(exchange, undefined);
    this.#exchange = exchange;
    this.#request = request;
    this.#destination = destination;
    this.#refusesLosses = refusesLosses;
  }

  /** The model, as the upstream calls it that the request was last made for. */
  get model(): string | undefined {
    return (this.#form?.request ?? this.#request).model;
  }

  /** How the request is sent to an upstream. */
  form(upstream: Upstream): RequestForm {
    if (this.#form && this.#formOf === upstream) return this.#form;
    const { request, received } = this.#exchange;
    const { path, query } = request;
    const { headers } = this.#base;
    const from = { request: this.#request, headers, received: received.headers, path, query };
    const form = requestForm(from, this.#destination(upstream));
    if (this.#refusesLosses && form.lost.length > 0) throw untranslatable(form.lost);
    this.#form = form;
    this.#formOf = upstream;
    return form;
  }

  /** The Host of the latest try. */
  get host(): string {
    return this.#host;
  }

  head(target: Target, leg: Leg): RequestHead {
    const { headers, path, query } = this.form(leg.upstream);
    const head = this.#base.head(target, leg, headers);
    this.#host = head.authority;
    return { ...head, path, query };
  }

  body(leg: Leg): Body | null {
    const { content } = this.form(leg.upstream).request;
    return content.byteLength === 0 && !this.#hasBody() ? null : new BytesBody(content);
  }

  copy(leg: Leg): Body | null {
    return this.body(leg);
  }

  settle(): void {}

  discard(_fault: Fault): void {}

  #hasBody(): boolean {
    const { method } = this.#exchange.request;
    return method === 'POST' || method === 'PUT' || method === 'PATCH';
  }
}

function untranslatable(lost: readonly string[]): Fault {
  const names = lost.join(', ');
  return new Fault('bad_request', { text: `The provider of this model cannot be asked for: ${names}.`, detail: names });
}
