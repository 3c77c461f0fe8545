import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { RawClient, type WholeReply } from '../support/raw-client.ts';

/** Passes everything to another port as it is, and keeps an answer that went by, so that a test can judge it. */
export class Wire {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #answer: Answer | undefined = undefined;

  private constructor(server: Server, to: number) {
    this.#server = server;
    this.port = (server.address() as { port: number }).port;
    server.on('connection', (asking: Socket) => this.#join(asking, to));
  }

  static async open(to: number): Promise<Wire> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Wire(server, to);
  }

  /** Keeps the next answer in place of the last one. */
  forget(): void {
    this.#answer = undefined;
  }

  /** The answer kept, as a careful reader takes it; `undefined` when there is none, or not even its head. */
  async answer(): Promise<WholeReply | undefined> {
    const bytes = new PassThrough();
    bytes.end(Buffer.concat(this.#answer?.pieces ?? []));
    return RawClient.over(bytes as unknown as Socket)
      .whole()
      .catch(() => undefined);
  }

  /** Settles when the connection of the answer kept has ended, and the side that asked was told. */
  async ended(): Promise<void> {
    await this.#answer?.ended;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(asking: Socket, to: number): void {
    const answering = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const ended = new Promise<void>((settle) => {
      asking.once('finish', settle).once('close', () => settle());
    });
    this.#watch(asking, answering);
    this.#watch(answering, asking);
    answering.on('data', (piece: Buffer) => {
      this.#answer ??= { from: answering, pieces: [], ended };
      if (this.#answer.from === answering) this.#answer.pieces.push(piece);
    });
    asking.pipe(answering);
    answering.pipe(asking);
  }

  /** What breaks on one side breaks on the other. */
  #watch(socket: Socket, other: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => other.resetAndDestroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

interface Answer {
  readonly from: Socket;
  readonly pieces: Buffer[];
  readonly ended: Promise<void>;
}
