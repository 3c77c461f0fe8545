import type { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import { BytesBody } from '../http/bytes-body.ts';
import type { HeaderList } from '../http/header-list.ts';
import { bodyToStream } from '../http/web-body.ts';
import type { FetchHost } from './fetch-host.ts';

/** What an {@link Upload} tells the call it belongs to. */
export interface UploadWatcher {
  /** The upstream asks for more: the client is waited for. */
  onAsked(): void;
  /** A chunk was handed over: the upstream is waited for. */
  onChunk(): void;
  /** The whole body was handed over: the answer is waited for. */
  onSent(): void;
  /** The body broke off, or was refused on its way. */
  onBroken(fault: Fault): void;
}

/** What `fetch` is to send: bytes when they are in memory, else a stream that tells `watcher` how it goes on. */
export function openUpload(body: Body | null, host: FetchHost, watcher: UploadWatcher): BodyInit | null {
  if (body === null) {
    watcher.onSent();
    return null;
  }
  if (body instanceof BytesBody) {
    watcher.onSent();
    return body.content as Uint8Array<ArrayBuffer>;
  }
  const stream = bodyToStream(new Upload(body, watcher));
  if (host.relay === undefined || body.length === undefined) return stream;
  const { readable, done } = host.relay(stream, body.length);
  done.catch(ignore);
  return readable;
}

/** A request body, watched for who keeps whom waiting. */
class Upload implements Body, BodySink {
  readonly #body: Body;
  readonly #watcher: UploadWatcher;
  #sink: BodySink | undefined;

  constructor(body: Body, watcher: UploadWatcher) {
    this.#body = body;
    this.#watcher = watcher;
  }

  get length(): number | undefined {
    return this.#body.length;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.#watcher.onAsked();
    this.#body.start(this);
  }

  resume(): void {
    this.#watcher.onAsked();
    this.#body.resume();
  }

  cancel(fault: Fault): void {
    this.#body.cancel(fault);
  }

  write(chunk: Uint8Array): boolean {
    this.#watcher.onChunk();
    return this.#sink!.write(chunk);
  }

  end(trailers?: HeaderList): void {
    this.#watcher.onSent();
    this.#sink!.end(trailers);
  }

  fail(fault: Fault): void {
    this.#watcher.onBroken(fault);
    this.#sink!.fail(fault);
  }
}

// The call learns of it by `fetch` itself, which rejects.
function ignore(): void {}
