import { type Field, type Framing, fieldOf, readLines } from './raw-message.ts';
import { Ambiguous, type RawReader } from './raw-reader.ts';

/** How a body came to its end: with its terminator or announced length, or short of it. */
export type BodyEnding = 'complete' | 'broken';

const mostAtOnce = 256 * 1024;

/** A body read chunk by chunk, only as fast as the test asks. */
export class RawBody {
  readonly framing: Framing;
  /** Fields after the last chunk. */
  trailers: readonly Field[] = [];
  readonly #reader: RawReader;
  #left: number;
  #ending: BodyEnding | undefined;
  readonly #ended: Promise<BodyEnding>;
  #settle: (ending: BodyEnding) => void = () => {};

  constructor(reader: RawReader, framing: Framing) {
    this.#reader = reader;
    this.framing = framing;
    this.#left = framing.kind === 'length' ? framing.length : 0;
    this.#ended = new Promise((settle) => {
      this.#settle = settle;
    });
    if (framing.kind === 'none') this.#end('complete');
  }

  /** How it ended; settles once it has been read to its end. */
  get ended(): Promise<BodyEnding> {
    return this.#ended;
  }

  /** The next chunk: as it was framed when chunked, else as it came. `undefined` after the last. */
  async next(): Promise<Buffer | undefined> {
    if (this.#ending !== undefined) return undefined;
    try {
      return await this.#read();
    } catch (error) {
      this.#end('broken');
      throw error;
    }
  }

  /** All that is still to come, chunk by chunk. */
  async chunks(): Promise<Buffer[]> {
    const chunks: Buffer[] = [];
    for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) chunks.push(chunk);
    return chunks;
  }

  /** Reads chunks until at least `count` bytes are there, or the body ends. */
  async atLeast(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let have = 0; have < count; ) {
      const part = await this.next();
      if (part === undefined) break;
      parts.push(part);
      have += part.length;
    }
    return Buffer.concat(parts);
  }

  #read(): Promise<Buffer | undefined> {
    switch (this.framing.kind) {
      case 'chunked':
        return this.#nextChunk();
      case 'length':
        return this.#nextOfLength();
      default:
        return this.#nextUntilClose();
    }
  }

  async #nextChunk(): Promise<Buffer | undefined> {
    const line = await this.#reader.line().catch((error: unknown) => {
      if (this.#reader.ending === 'open') throw error;
      return undefined;
    });
    if (line === undefined) return this.#end('broken');
    if (!/^[0-9a-fA-F]{1,8}$/.test(line)) throw new Ambiguous(`a chunk size ${JSON.stringify(line)}`);
    const size = Number.parseInt(line, 16);
    if (size === 0) {
      this.trailers = (await readLines(this.#reader)).map(fieldOf);
      return this.#end('complete');
    }
    const chunk = await this.#reader.exactly(size);
    const after = chunk.length === size ? await this.#reader.exactly(2) : Buffer.alloc(0);
    if (after.length < 2) this.#end('broken');
    else if (after.toString('latin1') !== '\r\n') throw new Ambiguous('a chunk longer than its size');
    return chunk.length > 0 ? chunk : undefined;
  }

  async #nextOfLength(): Promise<Buffer | undefined> {
    if (this.#left === 0) return this.#end('complete');
    const part = await this.#reader.some(Math.min(this.#left, mostAtOnce));
    if (part === undefined) return this.#end('broken');
    this.#left -= part.length;
    if (this.#left === 0) this.#end('complete');
    return part;
  }

  async #nextUntilClose(): Promise<Buffer | undefined> {
    const part = await this.#reader.some(mostAtOnce);
    return part ?? this.#end(this.#reader.ending === 'fin' ? 'complete' : 'broken');
  }

  #end(ending: BodyEnding): undefined {
    this.#ending ??= ending;
    this.#settle(this.#ending);
    return undefined;
  }
}
