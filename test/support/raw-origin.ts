import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type BodyEnding, RawBody } from './raw-body.ts';
import { type Field, framingOf, type RawHead, readHead } from './raw-message.ts';
import { respond } from './raw-origin-behaviours.ts';
import { OriginCall } from './raw-origin-call.ts';
import { Ambiguous, RawReader } from './raw-reader.ts';

/** A request as the origin read it. */
export interface SeenRequest extends RawHead {
  readonly method: string;
  readonly target: string;
  /** Which of the origin's connections it came by, from 0, and its place on that connection, from 0. */
  readonly connection: number;
  readonly ordinal: number;
  readonly body: RawBody;
}

/** What the origin does with a request. */
export type Behaviour = (call: OriginCall) => void | Promise<void>;

/**
 * An upstream over bare TCP that keeps all it is sent. Bytes it cannot take in one way only are kept as `violations`;
 * whoever runs it must look that there are none.
 */
export class RawOrigin {
  readonly port: number;
  /** The requests seen since the last `reset`, in order of arrival. */
  readonly seen: SeenRequest[] = [];
  readonly violations: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #busy = new Set<Socket>();
  #connections = 0;
  #behaviour: Behaviour = respond();
  #waiting: { readonly count: number; readonly settle: () => void }[] = [];

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    server.on('connection', (socket: Socket) => void this.#serve(socket));
  }

  static async start(host = '127.0.0.1'): Promise<RawOrigin> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.listen(0, host);
    await once(server, 'listening');
    return new RawOrigin(server, (server.address() as { port: number }).port);
  }

  /** Connections open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Says what happens to requests that arrive from now on. */
  answer(behaviour: Behaviour): void {
    this.#behaviour = behaviour;
  }

  /** The request of this place in the order of arrival, once it is there. */
  async request(index = 0): Promise<SeenRequest> {
    if (this.seen.length <= index) {
      await new Promise<void>((settle) => this.#waiting.push({ count: index + 1, settle }));
    }
    return this.seen[index]!;
  }

  /** Settles when a further request arrives. */
  async nextArrival(): Promise<SeenRequest> {
    return this.request(this.seen.length);
  }

  /** Settles when no connection with a request under way is left. */
  async allGone(): Promise<void> {
    for (const socket of this.#busy) await new Promise((settle) => socket.once('close', settle));
  }

  /** Forgets what it saw, answers plainly again, and lets go of connections that a case may have left in a bad state. */
  reset(): void {
    this.seen.length = 0;
    this.violations.length = 0;
    this.#waiting = [];
    this.#behaviour = respond();
    for (const socket of this.#busy) socket.destroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#busy.delete(socket);
    });
    const reader = new RawReader(socket);
    const connection = this.#connections++;
    try {
      for (let ordinal = 0; await this.#serveOne(socket, reader, connection, ordinal); ordinal++);
      socket.end();
    } catch (error) {
      if (error instanceof Ambiguous) this.violations.push(error.message);
      else if (reader.ending === 'open' && !socket.destroyed)
        this.violations.push(`the origin failed: ${String(error)}`);
      socket.destroy();
    }
  }

  /** Serves one request; false when there are no more. */
  async #serveOne(socket: Socket, reader: RawReader, connection: number, ordinal: number): Promise<boolean> {
    const head = await readHead(reader);
    if (head === undefined) return false;
    const [, method, target] = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([^ ]+) HTTP\/1\.1$/.exec(head.startLine) ?? [];
    if (target === undefined) throw new Ambiguous(`a request line ${JSON.stringify(head.startLine)}`);
    if (countOf(head.headers, 'host') !== 1) throw new Ambiguous(`${countOf(head.headers, 'host')} Host fields`);
    const body = new RawBody(reader, framingOf(head) ?? { kind: 'none' });
    const request: SeenRequest = { ...head, method: method!, target, connection, ordinal, body };
    this.#arrived(request);

    this.#busy.add(socket);
    const call = new OriginCall(request, socket, reader);
    await this.#behaviour(call);
    if (socket.destroyed || call.isOver) return false;
    await body.chunks();
    const ending: BodyEnding = await body.ended;
    this.#busy.delete(socket);
    return ending === 'complete' && reader.ending === 'open';
  }

  #arrived(request: SeenRequest): void {
    this.seen.push(request);
    this.#waiting = this.#waiting.filter(({ count, settle }) => {
      if (this.seen.length >= count) settle();
      return this.seen.length < count;
    });
  }
}

function countOf(headers: readonly Field[], name: string): number {
  return headers.filter(([own]) => own.toLowerCase() === name).length;
}
