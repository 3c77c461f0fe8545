import { Fault } from '../../errors/fault.ts';
import type { Body, BodySink } from '../../http/body.ts';
import { HeaderList } from '../../http/header-list.ts';
import { joinBytes } from '../../http/join-bytes.ts';
import type { Address, UpstreamResponse } from '../../platform/transport.ts';
import type { ProbePlatform, Stopping } from './probe.ts';

/** A question to a target. */
export interface Question {
  readonly address: Address;
  readonly method: string;
  /** The Host to send. */
  readonly authority: string;
  /** Path, with the query if there is one. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Body | null;
  /** For all of it: connection, head and body. */
  readonly timeoutMs: number;
  /** Bytes of the answer that are read; the rest is not waited for. */
  readonly maxBytes: number;
}

/** What a target answered. */
export interface Answered {
  readonly status: number;
  readonly headers: HeaderList;
  readonly content: Uint8Array;
  readonly trailers: HeaderList;
}

/** Asks one question, by the way that requests go. Rejects with a `Fault`. */
export async function ask(question: Question, platform: ProbePlatform, stopping: Stopping): Promise<Answered> {
  const { address, body, timeoutMs } = question;
  const call = platform.transport.send({
    address,
    head: headOf(question),
    body,
    timeouts: { connectMs: timeoutMs, firstByteMs: timeoutMs, readMs: timeoutMs, writeMs: timeoutMs },
    upgrade: undefined,
    informed: undefined,
  });
  const reading = new Reading(question.maxBytes);
  const stop = (fault: Fault): void => {
    reading.stop(fault);
    call.cancel(fault);
  };
  stopping.onStop = stop;
  const timer = platform.timers.after(timeoutMs, () => stop(new Fault('upstream_first_byte_timeout')));
  try {
    return await reading.of(await call.response);
  } finally {
    timer.cancel();
    stopping.onStop = undefined;
  }
}

function headOf({ address, method, authority, path, headers }: Question) {
  const at = path.indexOf('?');
  return {
    method,
    scheme: address.tls === undefined ? ('http' as const) : ('https' as const),
    authority,
    path: at === -1 ? path : path.slice(0, at),
    query: at === -1 ? undefined : path.slice(at + 1),
    version: '1.1' as const,
    headers,
  };
}

/** Reads as much of an answer as is wanted. */
class Reading implements BodySink {
  readonly #maxBytes: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #body: Body | null = null;
  #settle: { resolve(trailers: HeaderList): void; reject(fault: Fault): void } | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  async of({ head, body, tunnel }: UpstreamResponse): Promise<Answered> {
    tunnel?.cancel(new Fault('upstream_bad_response'));
    const trailers = body === null ? none : await this.#read(body);
    return { status: head.status, headers: head.headers, content: joinBytes(this.#chunks), trailers };
  }

  write(chunk: Uint8Array): boolean {
    const taken = chunk.slice(0, this.#maxBytes - this.#size);
    this.#chunks.push(taken);
    this.#size += taken.byteLength;
    if (this.#size < this.#maxBytes) return true;
    // Enough is known. Whether it goes on matters to nobody.
    this.#body?.cancel(new Fault('payload_too_large', { detail: `more than ${this.#maxBytes} bytes` }));
    this.#settle?.resolve(none);
    return false;
  }

  end(trailers: HeaderList = none): void {
    this.#settle?.resolve(trailers);
  }

  fail(fault: Fault): void {
    this.#settle?.reject(fault);
  }

  /** Waits no longer. */
  stop(fault: Fault): void {
    this.#settle?.reject(fault);
  }

  #read(body: Body): Promise<HeaderList> {
    this.#body = body;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      body.start(this);
    });
  }
}

const none = new HeaderList();
