import { Fault } from '../../errors/fault.ts';
import type { Body, BodySink } from '../../http/body.ts';
import type { UpstreamCall, UpstreamResponse } from '../../platform/transport.ts';
import type { Stopping } from '../health/probe.ts';
import { badAnswer, type Endpoint, maxAnswerBytes, type Query, sourceHeaders } from './endpoint.ts';
import type { SourcePlatform } from './source.ts';

/** What is told of an answer that goes on. */
export interface LineObserver {
  /** One line, without its break. What it throws ends the watch. */
  onLine(line: string): void;
  /** The lines that came together are over. */
  onPause(): void;
}

/** A question whose answer goes on for a while. */
export interface WatchQuery extends Query {
  /** Time after which the server ends the answer; it is given a little more. */
  readonly watchMs: number;
}

/**
 * Reads an answer line by line while it comes; resolves with its status when it has ended, without having read it where
 * that is not 200. Rejects with a `Fault` when it breaks off.
 */
export async function watchLines(
  { address, authority }: Endpoint,
  { path, headers, timeoutMs, watchMs }: WatchQuery,
  observer: LineObserver,
  { platform, stopping }: { readonly platform: SourcePlatform; readonly stopping: Stopping },
): Promise<number> {
  const at = path.indexOf('?');
  const longestMs = watchMs + timeoutMs;
  const call = platform.transport.send({
    address,
    head: {
      ...{ method: 'GET', authority, path: path.slice(0, at), query: path.slice(at + 1) },
      ...{ scheme: address.tls === undefined ? 'http' : 'https', version: '1.1', headers: sourceHeaders(headers) },
    },
    body: null,
    timeouts: { connectMs: timeoutMs, firstByteMs: longestMs, readMs: longestMs, writeMs: timeoutMs },
    upgrade: undefined,
    informed: undefined,
  });
  const lines = new Lines(observer);
  const stop = (fault: Fault): void => {
    lines.fail(fault);
    call.cancel(fault);
  };
  stopping.onStop = stop;
  const timer = platform.timers.after(longestMs, () => stop(new Fault('upstream_read_timeout')));
  try {
    return await read(call, lines);
  } finally {
    timer.cancel();
    stopping.onStop = undefined;
  }
}

async function read(call: UpstreamCall, lines: Lines): Promise<number> {
  const response = await call.response;
  response.tunnel?.cancel(new Fault('upstream_bad_response'));
  if (response.head.status === 200) await lines.of(response);
  else response.body?.cancel(new Fault('upstream_bad_response'));
  return response.head.status;
}

/** Splits what comes into lines. */
class Lines implements BodySink {
  readonly #observer: LineObserver;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #body: Body | null = null;
  #settle: { resolve(): void; reject(fault: Fault): void } | undefined;
  #isOver = false;

  constructor(observer: LineObserver) {
    this.#observer = observer;
  }

  of({ body }: UpstreamResponse): Promise<void> {
    if (body === null) return Promise.resolve();
    this.#body = body;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      body.start(this);
    });
  }

  write(chunk: Uint8Array): boolean {
    if (this.#isOver) return false;
    const [first = '', ...others] = this.#decoder.decode(chunk, { stream: true }).split('\n');
    this.#rest += first;
    try {
      for (const next of others) {
        this.#line();
        this.#rest = next;
      }
      if (this.#rest.length > maxAnswerBytes) throw badAnswer(`a line of more than ${maxAnswerBytes} bytes`);
      if (others.length > 0) this.#observer.onPause();
      return true;
    } catch (error) {
      const fault = Fault.from(error);
      this.fail(fault);
      this.#body?.cancel(fault);
      return false;
    }
  }

  end(): void {
    this.#isOver = true;
    this.#settle?.resolve();
  }

  fail(fault: Fault): void {
    this.#isOver = true;
    this.#settle?.reject(fault);
  }

  #line(): void {
    const line = this.#rest.trim();
    if (line !== '') this.#observer.onLine(line);
  }
}
