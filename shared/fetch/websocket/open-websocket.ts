import type { MessagePort } from './message-socket.ts';

/** The client's WebSocket, opened by the runtime. */
export interface OpenedWebSocket {
  readonly port: MessagePort;
  /** The answer that lets the client begin. */
  answer(headers: Headers): Response;
  /** From here on messages and the end are told to `taker`. */
  deliverTo(taker: MessageTaker): void;
}

/** Takes what a client sends. */
export interface MessageTaker {
  take(message: string | ArrayBuffer): void;
  /** 1005 stands for no code, 1006 for a connection that broke (RFC 6455 §7.4.1). */
  takeClose(code: number, reason: string): void;
}

/** A WebSocket as workerd gives it to a Worker. */
interface WorkerWebSocket extends MessagePort {
  binaryType?: string;
  accept(options: { readonly allowHalfOpen: boolean }): void;
  addEventListener(type: 'message', listener: (event: { readonly data: string | ArrayBuffer }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
}

// Only workerd has it.
declare const WebSocketPair: new () => { readonly 0: WorkerWebSocket; readonly 1: WorkerWebSocket };

/** Opens the WebSocket of a client of workerd. */
export function openWorkerWebSocket(): OpenedWebSocket {
  const { 0: client, 1: server } = new WebSocketPair();
  return {
    port: server,
    answer: (headers) => new Response(null, { status: 101, headers, ...({ webSocket: client } as object) }),
    deliverTo(taker) {
      server.addEventListener('message', ({ data }) => taker.take(data));
      server.addEventListener('close', ({ code, reason }) => taker.takeClose(code, reason));
      server.addEventListener('error', () => taker.takeClose(1006, ''));
      server.binaryType = 'arraybuffer';
      // The close of the client is answered by that of the upstream, not by the runtime.
      server.accept({ allowHalfOpen: true });
    },
  };
}
