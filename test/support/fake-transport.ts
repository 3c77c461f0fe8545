import { Fault } from '../../shared/errors/fault.ts';
import type { Body } from '../../shared/http/body.ts';
import { HeaderList } from '../../shared/http/header-list.ts';
import { tellOutcome } from '../../shared/platform/tell-outcome.ts';
import type {
  Receiver,
  Transport,
  UpstreamCall,
  UpstreamRequest,
  UpstreamResponse,
} from '../../shared/platform/transport.ts';
import { unchangeable } from './unchangeable.ts';

/** One round trip that the test plays by hand. */
export class FakeCall implements UpstreamCall {
  readonly request: UpstreamRequest;
  readonly response: Promise<UpstreamResponse>;
  readonly cancelled: Fault[] = [];
  #resolve: (response: UpstreamResponse) => void = () => {};
  #reject: (fault: Fault) => void = () => {};

  constructor(request: UpstreamRequest) {
    this.request = request;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  tell(receiver: Receiver): void {
    tellOutcome(this.response, receiver);
  }

  answer(status: number, body: Body | null = null, headers: Readonly<Record<string, string>> | HeaderList = {}): void {
    // As on a connection, where the same list serves every answer whose fields are the same.
    const list = headers instanceof HeaderList ? headers : HeaderList.of(headers);
    this.#resolve({ head: { status, headers: unchangeable(list) }, body, tunnel: undefined, reused: false });
  }

  fail(fault: Fault): void {
    this.#reject(fault);
  }

  refuse(): void {
    this.request.body?.cancel(new Fault('upstream_refused'));
    this.fail(new Fault('upstream_refused', { unsent: true }));
  }

  /** Whether it is still connecting, so that nothing was sent when it is cancelled. */
  isConnecting = false;

  cancel(fault: Fault): void {
    this.cancelled.push(fault);
    this.fail(this.isConnecting ? fault.asUnsent() : fault);
  }
}

/** A transport that keeps every call for the test to answer. */
export class FakeTransport implements Transport {
  readonly calls: FakeCall[] = [];

  send(request: UpstreamRequest): UpstreamCall {
    const call = new FakeCall(request);
    this.calls.push(call);
    return call;
  }

  /** The latest call. */
  get call(): FakeCall {
    return this.calls.at(-1)!;
  }
}
