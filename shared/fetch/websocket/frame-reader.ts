import { opcodes } from './frame.ts';

/** Takes what a {@link FrameReader} finds. */
export interface FrameSink {
  /** A whole message, its fragments joined. Text is UTF-8 that nobody has looked at yet. */
  onMessage(kind: 'text' | 'binary', payload: Uint8Array): void;
  onPing(payload: Uint8Array): void;
  /** `code` is undefined when the frame names none. The last call. */
  onCloseFrame(code: number | undefined, reason: Uint8Array): void;
  /** The other side does not keep to RFC 6455, or to our bounds; `code` is what to close with. The last call. */
  onBroken(code: 1002 | 1009, why: string): void;
}

/** Longest head of a frame that is not masked. */
const maxHeadBytes = 10;

/** Reads the frames that a server sends (RFC 6455 §5), from pieces of any size. No extension is understood. */
export class FrameReader {
  readonly #sink: FrameSink;
  readonly #maxMessageBytes: number;
  readonly #head = new Uint8Array(maxHeadBytes);
  #headBytes = 0;
  #payload: Uint8Array | undefined;
  #payloadBytes = 0;
  /** What is there of a message in fragments. */
  #fragments: Uint8Array[] = [];
  #messageBytes = 0;
  #kind: 'text' | 'binary' | undefined;
  #isOver = false;

  constructor(sink: FrameSink, maxMessageBytes: number) {
    this.#sink = sink;
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** Takes the next bytes. What follows a close frame, or what is broken, is dropped. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (!this.#isOver && (at < bytes.length || this.#isComplete)) {
      if (this.#payload === undefined) at = this.#readHead(bytes, at);
      else if (this.#isComplete) this.#take(this.#payload);
      else at = this.#readPayload(this.#payload, bytes, at);
    }
  }

  get #isComplete(): boolean {
    return this.#payload !== undefined && this.#payloadBytes === this.#payload.length;
  }

  #readHead(bytes: Uint8Array, from: number): number {
    this.#head[this.#headBytes] = bytes[from]!;
    this.#headBytes += 1;
    const needed = this.#headBytes < 2 ? 2 : headBytesOf(this.#head[1]!);
    if (this.#headBytes === needed) this.#openPayload();
    return from + 1;
  }

  #openPayload(): void {
    const [first, second] = this.#head as unknown as [number, number];
    const length = lengthOf(this.#head);
    const opcode = first & 0x0f;
    const isFinal = (first & 0x80) !== 0;
    const fault = faultOf({ first, second, length, opcode, isFinal, isWithin: this.#kind !== undefined });
    if (fault !== undefined) {
      this.#break(1002, fault);
    } else if (this.#messageBytes + length > this.#maxMessageBytes) {
      this.#break(1009, 'message too long');
    } else {
      this.#payload = new Uint8Array(length);
      this.#payloadBytes = 0;
    }
  }

  #readPayload(payload: Uint8Array, bytes: Uint8Array, from: number): number {
    const count = Math.min(payload.length - this.#payloadBytes, bytes.length - from);
    payload.set(bytes.subarray(from, from + count), this.#payloadBytes);
    this.#payloadBytes += count;
    return from + count;
  }

  #take(payload: Uint8Array): void {
    const first = this.#head[0]!;
    this.#payload = undefined;
    this.#headBytes = 0;
    const opcode = first & 0x0f;
    if (opcode === opcodes.ping) this.#sink.onPing(payload);
    else if (opcode === opcodes.close) this.#close(payload);
    else if (opcode !== opcodes.pong) this.#takeFragment(opcode, (first & 0x80) !== 0, payload);
  }

  #takeFragment(opcode: number, isFinal: boolean, payload: Uint8Array): void {
    this.#kind ??= opcode === opcodes.text ? 'text' : 'binary';
    const kind = this.#kind;
    this.#messageBytes += payload.length;
    this.#fragments.push(payload);
    if (!isFinal) return;
    const message = joined(this.#fragments, this.#messageBytes);
    this.#fragments = [];
    this.#messageBytes = 0;
    this.#kind = undefined;
    this.#sink.onMessage(kind, message);
  }

  #close(payload: Uint8Array): void {
    if (payload.length === 1) {
      this.#break(1002, 'half a close code');
      return;
    }
    this.#isOver = true;
    const code = payload.length === 0 ? undefined : payload[0]! * 256 + payload[1]!;
    this.#sink.onCloseFrame(code, payload.subarray(2));
  }

  #break(code: 1002 | 1009, why: string): void {
    this.#isOver = true;
    this.#fragments = [];
    this.#sink.onBroken(code, why);
  }
}

function headBytesOf(second: number): number {
  const short = second & 0x7f;
  return short < 126 ? 2 : short === 126 ? 4 : 10;
}

function lengthOf(head: Uint8Array): number {
  const short = head[1]! & 0x7f;
  if (short < 126) return short;
  let length = 0;
  for (let i = 2; i < headBytesOf(short); i += 1) length = length * 256 + head[i]!;
  return length;
}

interface Heading {
  readonly first: number;
  readonly second: number;
  readonly length: number;
  readonly opcode: number;
  readonly isFinal: boolean;
  /** A message in fragments is under way. */
  readonly isWithin: boolean;
}

function faultOf({ first, second, length, opcode, isFinal, isWithin }: Heading): string | undefined {
  if ((first & 0x70) !== 0) return 'extension not agreed on';
  if ((second & 0x80) !== 0) return 'masked by the server';
  const form = second & 0x7f;
  if (form === 126 ? length < 126 : form === 127 && length < 65_536) return 'length in too many bytes';
  if (opcode >= opcodes.close) {
    if (opcode > opcodes.pong) return 'unknown opcode';
    return isFinal && length < 126 ? undefined : 'control frame in fragments, or too long';
  }
  if (opcode > opcodes.binary) return 'unknown opcode';
  if (isWithin !== (opcode === opcodes.continuation)) return 'fragments out of order';
  return undefined;
}

function joined(parts: readonly Uint8Array[], total: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
