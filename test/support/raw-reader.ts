import type { Socket } from 'node:net';

/** How the sending side of a connection stands: still open, ended in order, or broken. */
export type Ending = 'open' | 'fin' | 'reset';

/** Bytes that no careful reader can take in one way only. */
export class Ambiguous extends Error {
  override readonly name = 'Ambiguous';
}

const maxLineBytes = 128 * 1024;

/** Pulls bytes from a socket. What nobody asks for stays in the operating system, so a test that does not read exerts back-pressure. */
export class RawReader {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #ending: Ending = 'open';
  #wake: (() => void) | undefined;
  readonly #gone: Promise<Ending>;
  #settleGone: (ending: Ending) => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#gone = new Promise((settle) => {
      this.#settleGone = settle;
    });
    socket.on('readable', () => {
      // Without this a socket whose bytes are all read would never tell of its end.
      if (socket.readableLength === 0) socket.read(0);
      this.#stir();
    });
    socket.on('end', () => this.#end('fin'));
    socket.on('error', () => this.#end('reset'));
    socket.on('close', (broken) => this.#end(broken ? 'reset' : 'fin'));
  }

  /** How the other side left; `open` until it did. */
  get ending(): Ending {
    return this.#ending;
  }

  /** Settles when the other side has ended or broken the connection. */
  get gone(): Promise<Ending> {
    return this.#gone;
  }

  /** One line without its CRLF, as latin-1 text; `undefined` when the connection ended before it began. */
  async line(): Promise<string | undefined> {
    for (let from = 0; ; ) {
      const at = this.#rest.indexOf(0x0a, from);
      if (at >= 0) return this.#takeLine(at);
      if (this.#rest.length > maxLineBytes) throw new Ambiguous('a line without an end');
      from = this.#rest.length;
      if (!(await this.#more())) return this.#lineAtEnd();
    }
  }

  /** Up to `max` bytes, as they come; `undefined` after the end. */
  async some(max: number): Promise<Buffer | undefined> {
    while (this.#rest.length === 0) if (!(await this.#more())) return undefined;
    return this.#take(Math.min(max, this.#rest.length));
  }

  /** `count` bytes, or fewer when the connection ended before. */
  async exactly(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      const part = await this.some(missing);
      if (part === undefined) break;
      parts.push(part);
      missing -= part.length;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  #takeLine(at: number): string {
    const line = this.#take(at + 1).toString('latin1');
    if (!line.endsWith('\r\n')) throw new Ambiguous(`a bare line feed after ${JSON.stringify(line)}`);
    const text = line.slice(0, -2);
    if (text.includes('\r')) throw new Ambiguous(`a bare carriage return in ${JSON.stringify(line)}`);
    return text;
  }

  #lineAtEnd(): undefined {
    if (this.#rest.length > 0 && this.#ending === 'fin') {
      throw new Ambiguous(`half a line: ${JSON.stringify(this.#rest.toString('latin1'))}`);
    }
    return undefined;
  }

  #take(count: number): Buffer {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    for (;;) {
      const chunk = this.#socket.read() as Buffer | null;
      if (chunk !== null) {
        this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
        return true;
      }
      if (this.#ending !== 'open') return false;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  #end(ending: Ending): void {
    if (this.#ending === 'open') this.#ending = ending;
    this.#settleGone(this.#ending);
    this.#stir();
  }

  #stir(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
