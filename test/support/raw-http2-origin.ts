import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { frame, frameType } from './http2-frames.ts';

/** One frame that came from the client. */
export interface SeenFrame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** Told of each frame; answers by writing frames. */
export type OnFrame = (seen: SeenFrame, write: (...frames: Buffer[]) => void, socket: Socket) => void;

/** An upstream that speaks HTTP/2 in the clear, frame by frame as the test says. */
export class RawHttp2Origin {
  readonly seen: SeenFrame[] = [];
  connections = 0;
  answersPings = true;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #onFrame: OnFrame;

  private constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  static async start(onFrame: OnFrame): Promise<RawHttp2Origin> {
    const origin = new RawHttp2Origin(onFrame);
    origin.#server.listen(0, '127.0.0.1');
    await once(origin.#server, 'listening');
    return origin;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.write(frame(frameType.settings, 0, 0));
    let rest: Buffer = Buffer.alloc(0);
    let skipped = 0;
    socket.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      if (skipped === 0 && rest.length >= prefaceBytes) {
        rest = rest.subarray(prefaceBytes);
        skipped = prefaceBytes;
      }
      while (skipped > 0 && rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
        const length = rest.readUIntBE(0, 3);
        this.#take(
          { type: rest[3]!, flags: rest[4]!, stream: rest.readUInt32BE(5), payload: rest.subarray(9, 9 + length) },
          socket,
        );
        rest = rest.subarray(9 + length);
      }
    });
  }

  #take(seen: SeenFrame, socket: Socket): void {
    this.seen.push(seen);
    if (seen.type === frameType.settings && (seen.flags & 1) === 0) socket.write(frame(frameType.settings, 1, 0));
    if (seen.type === frameType.ping && (seen.flags & 1) === 0 && this.answersPings) {
      socket.write(frame(frameType.ping, 1, 0, seen.payload));
    }
    this.#onFrame(seen, (...frames) => void socket.write(Buffer.concat(frames)), socket);
  }
}

const prefaceBytes = 24;

/** `:status 200`, from the static table. */
export const okHead = Buffer.from([0x88]);

/** A number as frames carry it. */
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
