import { Fault } from '../errors/fault.ts';
import { isBodiless, type ResponseHead, targetOf } from '../http/head.ts';
import type { HeaderList } from '../http/header-list.ts';
import { Deadline } from '../platform/deadline.ts';
import type { Clock } from '../platform/platform.ts';
import { tellOutcome } from '../platform/tell-outcome.ts';
import type { Timers } from '../platform/timers.ts';
import type { Address, Receiver, UpstreamCall, UpstreamRequest, UpstreamResponse } from '../platform/transport.ts';
import { type BodyOwner, FetchBody } from './fetch-body.ts';
import { faultOfFetch } from './fetch-fault.ts';
import type { FetchHost } from './fetch-host.ts';
import { FetchTunnel } from './fetch-tunnel.ts';
import { readHeaders, writeHeaders } from './header-exchange.ts';
import { openUpload, type UploadWatcher } from './upload.ts';
import { WholeBody } from './whole-body.ts';

/** What the calls of one transport share. */
export interface CallParts {
  readonly host: FetchHost;
  readonly timers: Timers;
  readonly clock: Clock;
}

/** One round trip by `fetch`. */
export class FetchCall implements UpstreamCall, UploadWatcher, BodyOwner {
  readonly response: Promise<UpstreamResponse>;
  readonly #host: FetchHost;
  readonly #request: UpstreamRequest;
  readonly #deadline: Deadline;
  readonly #controller = new AbortController();
  /** What running out of time means now. */
  #lateCode: 'upstream_first_byte_timeout' | 'upstream_write_timeout' | 'upstream_read_timeout';
  #fault: Fault | undefined;
  #body: FetchBody | WholeBody | undefined;

  constructor(request: UpstreamRequest, { host, timers, clock }: CallParts) {
    this.#host = host;
    this.#request = request;
    this.#lateCode = 'upstream_first_byte_timeout';
    this.#deadline = new Deadline(
      timers,
      () => clock.monotonic(),
      () => this.cancel(this.#late()),
    );
    const { firstByteMs, readMs } = request.timeouts;
    // The timer behind it is set for the shorter wait, so that it need not be set anew for the body.
    if (readMs < firstByteMs) this.#deadline.set(readMs);
    // Only the head of the answer tells that there was a connection: one wait is for both.
    this.#deadline.set(firstByteMs);
    this.response = this.#run();
  }

  tell(receiver: Receiver): void {
    tellOutcome(this.response, receiver);
  }

  cancel(fault: Fault): void {
    if (this.#fault) return;
    this.#fault = fault;
    this.release();
    this.#controller.abort(fault);
    this.#body?.break(fault);
  }

  release(): void {
    this.#deadline.dispose();
  }

  onAsked(): void {
    this.#deadline.clear();
  }

  onChunk(): void {
    this.#lateCode = 'upstream_write_timeout';
    this.#deadline.set(this.#request.timeouts.writeMs);
  }

  onSent(): void {
    if (this.#request.body === null) return;
    this.#lateCode = 'upstream_first_byte_timeout';
    this.#deadline.set(this.#request.timeouts.firstByteMs);
  }

  onBroken(fault: Fault): void {
    this.cancel(fault);
  }

  async #run(): Promise<UpstreamResponse> {
    const { address, head, upgrade } = this.#request;
    try {
      if (upgrade !== undefined && !this.#host.upgrade) throw new Fault('upgrade_not_allowed', { detail: 'fetch' });
      const response = await this.#host.fetch(urlOf(address, targetOf(head)), this.#init());
      if (this.#fault) throw this.#fault;
      return this.#take(response);
    } catch (error) {
      const fault = this.#fault ?? faultOfFetch(error);
      this.release();
      this.#request.body?.cancel(fault);
      throw fault;
    }
  }

  #init(): RequestInit {
    const { address, head, body, upgrade } = this.#request;
    const headers = new Headers();
    writeHeaders(head.headers, headers, this.#host, ours);
    if (this.#host.sendsHost) headers.set('host', head.authority);
    if (upgrade !== undefined) headers.set('upgrade', upgrade);
    if (body?.length !== undefined) headers.set('content-length', String(body.length));
    const content = openUpload(body, this.#host, this);
    return {
      ...this.#host.initFor?.(address),
      method: head.method,
      headers,
      body: content,
      redirect: 'manual',
      signal: this.#controller.signal,
      // Each is known to one runtime and ignored by the others: the body as it came, and a body that is a stream.
      ...({ encodeResponseBody: 'manual', decompress: false, duplex: 'half' } as object),
    };
  }

  #take(response: Response): UpstreamResponse {
    const head: ResponseHead = { status: response.status, headers: readHeaders(response.headers, this.#host) };
    if (head.status === 101) return this.#tunnel(head, response);
    this.#dropDecoded(head);
    this.#lateCode = 'upstream_read_timeout';
    const body = this.#bodyOf(head, response);
    if (body) this.#deadline.clear();
    else this.release();
    this.#body = body;
    return { head, body: body ?? null, tunnel: undefined, reused: false };
  }

  #tunnel(head: ResponseHead, response: Response): UpstreamResponse {
    this.release();
    return { head, body: null, tunnel: new FetchTunnel(response, this), reused: false };
  }

  #bodyOf({ status, headers }: ResponseHead, response: Response): FetchBody | WholeBody | undefined {
    const { body } = response;
    if (body === null) return undefined;
    if (isBodiless(status) || this.#request.head.method === 'HEAD') {
      body.cancel().catch(ignore);
      return undefined;
    }
    const announced = headers.get('content-length');
    const parts = { owner: this, deadline: this.#deadline, readMs: this.#request.timeouts.readMs };
    const length = announced === undefined ? undefined : Number(announced);
    if (length !== undefined && length <= this.#host.wholeBytes && !isEventStream(headers)) {
      return new WholeBody(response, { length, ...parts });
    }
    return new FetchBody(body, { length, ...parts });
  }

  /** What described the coded form is not true of a body that came decoded. */
  #dropDecoded({ headers }: ResponseHead): void {
    const { decodes } = this.#host;
    if (decodes.size === 0) return;
    const codings = headers.joined('content-encoding')?.toLowerCase().split(',');
    if (!codings?.every((coding) => decodes.has(coding.trim()))) return;
    headers.delete('content-encoding');
    headers.delete('content-length');
  }

  #late(): Fault {
    return new Fault(this.#lateCode);
  }
}

/** Fields that are written by `fetch`, and `expect`, which the server of the runtime has met already. */
const ours: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'keep-alive',
  'te',
  'expect',
]);

/** Events come one by one, whatever length is announced. */
function isEventStream(headers: HeaderList): boolean {
  return headers.get('content-type')?.toLowerCase().startsWith('text/event-stream') ?? false;
}

function urlOf({ host, port, tls }: Address, target: string): string {
  const scheme = tls ? 'https' : 'http';
  const name = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${name}:${port}${target}`;
}

// Nothing waits for this body.
function ignore(): void {}
