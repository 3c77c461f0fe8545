import type { Address } from '../platform/transport.ts';
import type { OpenedWebSocket } from './websocket/open-websocket.ts';

/** What a runtime whose server and client are `fetch` does in its own way. Made once per process or isolate. */
export interface FetchHost {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Content codings that its `fetch` decodes by itself; their fields no longer describe the body. */
  readonly decodes: ReadonlySet<string>;
  /** Header values are text read as UTF-8, rather than one character a byte. */
  readonly utf8Headers: boolean;
  /** Repeated `cookie` fields arrive joined by a comma, which no cookie parser splits at. */
  readonly joinsCookies: boolean;
  /** Its `fetch` sends a `host` field that is given to it; otherwise Host follows the URL. */
  readonly sendsHost: boolean;
  /** Bodies of upstreams announced as no longer are taken in one piece, where that is far cheaper than to read them; else 0. */
  readonly wholeBytes: number;
  /** Moves a stream past JavaScript; absent where only a read chunk by chunk tells how a stream ended. */
  readonly relay: Relay | undefined;
  /** Further members of `fetch`'s init for requests to this address (trust, client certificates). */
  initFor?(address: Address): Readonly<Record<string, unknown>> | undefined;
  /** Answers a WebSocket handshake with the connection that `fetch` got from the upstream. */
  upgrade?(upstream: Response, headers: Headers): Response;
  /** Opens the client's WebSocket for messages, to be joined to a connection of sockets. */
  openWebSocket?(): OpenedWebSocket;
}

/** Pipes a stream, natively, into one that sends exactly `length` bytes, or chunks when the length is not known. */
export type Relay = (stream: ReadableStream<Uint8Array>, length: number | undefined) => Relayed;

/** A stream under way to the client, or to an upstream. */
export interface Relayed {
  readonly readable: ReadableStream<Uint8Array>;
  /** Settles with the last byte; rejects when the source breaks off or the receiver leaves. */
  readonly done: Promise<void>;
}
