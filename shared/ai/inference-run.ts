import type { Finished, Routed } from '../engine/exchange.ts';
import { inferenceNote } from '../engine/inference-note.ts';
import type { Reply } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import { returnedHeaders } from '../http/forwarding.ts';
import type { ResponseHead } from '../http/head.ts';
import type { HeaderList } from '../http/header-list.ts';
import type { UpstreamResponse } from '../platform/transport.ts';
import type { FallbackTriggers, Unfit } from '../upstream/fallback/fallback.ts';
import { revealFallback } from '../upstream/fallback/reveal-fallback.ts';
import { forward } from '../upstream/forwarding.ts';
import { outcomeOf } from '../upstream/outcome.ts';
import type { Taken } from '../upstream/taken.ts';
import { tokensSlot } from '../upstream/tokens-slot.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { type Admitted, admit } from './admit.ts';
import type { AiRequest } from './ai-request.ts';
import { withoutAnswer } from './exit/answer-end.ts';
import { type AnswerKind, answerKind, mayHoldText } from './exit/answer-kind.ts';
import { documentAnswer, plainAnswer, unreadAnswer } from './exit/document-answer.ts';
import { inspectAnswer } from './exit/inspect-answer.ts';
import { ownLocation } from './exit/own-location.ts';
import { readableResponse } from './exit/readable-response.ts';
import { Settlement } from './exit/settlement.ts';
import { streamAnswer } from './exit/stream-answer.ts';
import { untranslatedHeader } from './exit/untranslated-header.ts';
import { guardRequest } from './guard-request.ts';
import type { Inference } from './inference.ts';
import type { Admission, Spent } from './limits/meter.ts';
import { outcomeOfRefusal } from './note-refusal.ts';
import { hiddenKey } from './providers/hidden-key.ts';
import { wayIn } from './providers/speaks.ts';
import { AiOutgoing } from './routing/ai-outgoing.ts';
import type { Way } from './routing/model-routes.ts';
import { noteAffinity } from './routing/note-affinity.ts';
import { noteQueue } from './routing/note-queue.ts';
import type { Estimate } from './tokens/estimator.ts';

/** One request to a model, from its body to its settlement. */
export class InferenceRun {
  readonly #inference: Inference;
  readonly #exchange: Routed;
  readonly #settlement: Settlement;
  #request: AiRequest;
  #way: Way | undefined;
  #outgoing: AiOutgoing | undefined;
  #admission: Admission | undefined;
  #warnings: readonly string[] = [];
  #taken: Taken | undefined;
  #firstTokenMs: number | undefined;

  constructor(inference: Inference, exchange: Routed, request: AiRequest) {
    this.#inference = inference;
    this.#exchange = exchange;
    this.#request = request;
    this.#settlement = new Settlement(exchange, request, inference.onSettled);
  }

  async answer(): Promise<Reply> {
    try {
      const preparing = this.#prepare();
      const way = preparing instanceof Promise ? await preparing : preparing;
      const taken = await forward(this.#exchange, this.#send(way), way.forwarding);
      this.#taken = taken;
      const answering = this.#answerOf(taken);
      const reply = answering instanceof Promise ? await answering : answering;
      this.#mark(reply, taken, way);
      return reply;
    } catch (error) {
      const fault = Fault.from(error);
      this.#closeWithout(outcomeOfRefusal(fault));
      throw fault;
    }
  }

  /** Whether an answer will do, while there is another upstream to ask. */
  inspect(taken: Taken, { onLatencyThresholdMs }: FallbackTriggers): Promise<UpstreamResponse | Unfit> {
    const { firstTokenMs } = this.#inference.waits;
    const ms = Math.min(firstTokenMs, onLatencyThresholdMs ?? firstTokenMs);
    return inspectAnswer(taken, {
      inference: this.#inference,
      request: this.#outgoing!.form(taken.upstream).request,
      limit: { ms, reason: `latency_threshold_exceeded_${ms}ms` },
    });
  }

  /** After the last byte, or the break. */
  finish(exchange: Finished & Routed): void {
    const fault = exchange.fault ?? exchange.ending.fault;
    this.#closeWithout(fault ? outcomeOfRefusal(fault) : 'error');
    this.#note(exchange);
    const taken = this.#taken;
    if (!taken) return;
    const isBroken = exchange.ending.fault?.source === 'upstream';
    const tookMs = this.#firstTokenMs ?? taken.outcome.tookMs;
    const outcome = isBroken ? outcomeOf(exchange.ending.fault!, tookMs) : { ...taken.outcome, tookMs };
    taken.upstream.release(exchange, taken.target, outcome);
  }

  #closeWithout(outcome: Spent['outcome']): void {
    if (this.#outgoing) this.#settlement.asks(this.#outgoing.model);
    this.#settlement.close(withoutAnswer(outcome));
  }

  /** Everything before the first byte is sent: who may ask, what, and how much is held for it. */
  #prepare(): Way | Promise<Way> {
    const { keys, guards } = this.#inference;
    if (keys || guards.length > 0) return this.#judge().then(() => this.#choose());
    return this.#choose();
  }

  async #judge(): Promise<void> {
    const { keys, guards } = this.#inference;
    if (keys) await keys.enter(this.#exchange, this.#request);
    if (guards.length === 0) return;
    const { request, warnings } = await guardRequest(this.#exchange, this.#request, guards);
    this.#request = request;
    this.#warnings = warnings;
  }

  #choose(): Way | Promise<Way> {
    const { estimator, routes, platform, refusesLosses } = this.#inference;
    const chosen = routes.pick(this.#request.model, platform.random.next());
    const way = wayIn(this.#request, chosen, routes, refusesLosses);
    const isFree = this.#request.content.byteLength === 0 || this.#request.isFree;
    const estimating = isFree ? nothing : estimator.estimate(namedOn(way, this.#request));
    if (estimating instanceof Promise) return estimating.then((estimate) => this.#admit(way, estimate));
    return this.#admit(way, estimating);
  }

  #admit(way: Way, estimate: Estimate): Way | Promise<Way> {
    const exchange = this.#exchange;
    exchange.set(tokensSlot, estimate.input + estimate.output);
    if (this.#inference.readsPrompt) noteAffinity(exchange, this.#request);
    const admitting = admit(exchange, this.#request, estimate, { inference: this.#inference, way });
    if (admitting instanceof Promise) return admitting.then((admitted) => this.#hold(estimate, admitted));
    return this.#hold(estimate, admitting);
  }

  #hold(estimate: Estimate, admitted: Admitted): Way {
    this.#admission = admitted.admission;
    this.#settlement.hold(estimate, admitted.admission);
    if (this.#exchange.aborted) throw this.#exchange.aborted;
    this.#way = admitted.way;
    return admitted.way;
  }

  #send(way: Way): AiOutgoing {
    const { routes, refusesLosses } = this.#inference;
    const destination = (upstream: Upstream) => routes.destination(way, upstream);
    this.#outgoing = new AiOutgoing(this.#exchange, this.#request, destination, refusesLosses);
    return this.#outgoing;
  }

  /** Writes into the head of the answer what is told of its way. */
  #mark({ head: { status, headers } }: Reply, taken: Taken, way: Way): void {
    const { queueHeader, guards } = this.#inference;
    if (queueHeader !== undefined) noteQueue(this.#exchange, taken.response.head.headers, queueHeader);
    const cookie = taken.upstream.mark(this.#exchange, taken.target);
    if (cookie !== undefined) headers.append('set-cookie', cookie);
    if (way.forwarding.fallback?.reveal) this.#reveal(taken, headers);
    if (status !== 200) this.#locate(headers, taken, way);
    if (guards.length > 0) headers.delete('x-guardrail-warning');
    for (const warning of this.#warnings) headers.append('x-guardrail-warning', warning);
  }

  #locate(headers: HeaderList, { target, upstream }: Taken, way: Way): void {
    const { authority, path } = this.#exchange.received;
    const destination = this.#inference.routes.destination(way, upstream);
    ownLocation(headers, { target, host: this.#outgoing!.host, destination, client: { host: authority, path } });
  }

  #answerOf(taken: Taken): Reply | Promise<Reply> {
    const response = readableResponse(taken.response);
    const { status } = response.head;
    const headers = returnedHeaders(response.head, this.#exchange.trace.id);
    const { request: asked, lost, credentials } = this.#outgoing!.form(taken.upstream);
    const hidden = hiddenKey(credentials);
    hidden?.fields(headers);
    this.#settlement.asks(asked.model);
    headers.delete('x-sentinel-untranslated');
    untranslatedHeader(headers, lost);
    const parts = {
      inference: this.#inference,
      exchange: this.#exchange,
      request: this.#request,
      asked,
      headers,
      hidden,
      settlement: this.#settlement,
      admission: this.#admission,
      onFirstToken: (tookMs: number): void => {
        this.#firstTokenMs = tookMs;
      },
    };
    const what = answerKind(response.head, asked);
    const body = hidden && isPassed(what.kind, response) ? hidden.body(response.body!) : response.body;
    if (what.kind === 'refusal' || body === null) {
      this.#settlement.close(withoutAnswer(what.kind === 'refusal' ? 'error' : 'completed'));
      this.#admission?.tell(headers);
      return body === null ? { head: { status, headers }, body } : plainAnswer(body, status, parts);
    }
    if (what.kind === 'stream') return streamAnswer(body, what.format, parts);
    if (what.kind === 'document') return documentAnswer(body, status, parts);
    if (!this.#mustRead(response.head)) return unreadAnswer(body, status, parts);
    if (this.#request.content.byteLength > 0) return documentAnswer(body, status, parts);
    this.#settlement.close(withoutAnswer('completed'));
    this.#admission?.tell(headers);
    return plainAnswer(body, status, parts);
  }

  /** Guards see all text that a model may have written, whatever it is announced as, and when it is asked for again. */
  #mustRead(head: ResponseHead): boolean {
    return mayHoldText(head) && this.#inference.guards.some((guard) => guard.mustRead);
  }

  #reveal(taken: Taken, headers: Parameters<typeof revealFallback>[1]): void {
    revealFallback(this.#exchange, headers);
    const asked = this.#request.model;
    const sent = this.#outgoing!.form(taken.upstream).request.model;
    headers.delete('x-model-mapping');
    if (asked !== undefined && sent !== asked) headers.append('x-model-mapping', `${headerText(asked)} -> ${sent}`);
  }

  #note(exchange: Finished): void {
    const { dialect, model, stream } = this.#request;
    const spent = this.#settlement.spent;
    const usage = spent?.usage;
    const taken = this.#taken;
    exchange.set(inferenceNote, {
      dialect: dialect.name,
      model,
      stream,
      firstTokenMs: this.#firstTokenMs,
      provider: taken && this.#way && this.#inference.routes.destination(this.#way, taken.upstream).provider.name,
      answeredModel: taken && spent?.model,
      input: usage?.input,
      output: usage?.output,
      source: usage?.source,
      outcome: spent?.outcome ?? 'error',
    });
  }
}

const nothing = { input: 0, output: 0 };

/** Whether what an upstream says goes on in whatever words it has, unread. */
function isPassed(kind: AnswerKind['kind'], { head, body }: UpstreamResponse): boolean {
  return body !== null && (kind === 'refusal' || (kind === 'unread' && mayHoldText(head)));
}

/** The request with the name that its model has upstream: how much it counts is known by that. */
function namedOn({ destination }: Way, request: AiRequest): AiRequest {
  if (request.model === undefined) return request;
  const model = destination.rename(request.model);
  return model === request.model ? request : { ...request, model };
}

/** A name of a client as a header may carry it. */
function headerText(text: string): string {
  return text.slice(0, 200).replace(/[^\x21-\x7e]/g, '?');
}
