import type { Coder } from '../platform/coder.ts';
import { unowned } from '../platform/coder.ts';
import type { Compression, ContentCoding } from '../platform/compression.ts';
import type { RuntimeName } from '../platform/platform.ts';
import { thisRuntime } from './fetch-hosts.ts';

type Through = ReadableWritablePair<Uint8Array, Uint8Array>;

const formats: Readonly<Record<ContentCoding, string>> = {
  br: 'brotli',
  zstd: 'zstd',
  gzip: 'gzip',
  deflate: 'deflate',
};

/** The codings of the web streams: gzip and deflate everywhere, others for writing where the runtime has them. */
export function webCompression(runtime: RuntimeName = thisRuntime()): Compression {
  const wanted: readonly ContentCoding[] = ['br', 'zstd', 'gzip', 'deflate'];
  let encodes: readonly ContentCoding[] | undefined;
  return {
    get encodes() {
      encodes ??= wanted.filter(canWrite);
      return encodes;
    },
    // A stream turns what it is given into output at once: only of these two is known how much that can be. On Deno, half
    // a body of deflate passes for a whole one.
    decodes: runtime === 'deno' ? ['gzip'] : ['gzip', 'deflate'],
    isSteerable: false,
    encoder: (coding) => new WebCoder(compressor(coding), Number.POSITIVE_INFINITY),
    decoder: (coding) => new WebCoder(decompressor(coding), bytesAtOnce),
  };
}

/** What a decoder is given at once; deflate makes 1,032 bytes of one at most. */
const bytesAtOnce = 4096;

function canWrite(coding: ContentCoding): boolean {
  try {
    compressor(coding);
    return true;
  } catch {
    // A format that this runtime does not have.
    return false;
  }
}

// Runtimes know more formats than the types of the platform name.
function compressor(coding: ContentCoding): Through {
  return new CompressionStream(formats[coding] as 'gzip') as Through;
}

function decompressor(coding: ContentCoding): Through {
  return new DecompressionStream(formats[coding] as 'gzip') as Through;
}

class WebCoder implements Coder {
  sink = unowned;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #mostAtOnce: number;
  /** Bytes given to `write` that the stream has not taken. */
  readonly #waiting: Uint8Array[] = [];
  #isWriting = false;
  #isEnding = false;
  #isClosed = false;
  #isReading = false;
  #isPaused = false;
  #isOpen = true;

  constructor({ readable, writable }: Through, mostAtOnce: number) {
    this.#writer = writable.getWriter();
    this.#reader = readable.getReader();
    this.#mostAtOnce = mostAtOnce;
    // Whatever breaks the stream rejects a read as well, which is looked at.
    this.#writer.closed.catch(ignore);
    this.#reader.closed.catch(ignore);
  }

  write(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.byteLength; at += this.#mostAtOnce) {
      this.#waiting.push(bytes.subarray(at, at + this.#mostAtOnce));
    }
    this.#read();
    this.#writeNext();
    return !this.#isWriting && this.#waiting.length === 0;
  }

  flush(): void {}

  end(): void {
    this.#isEnding = true;
    this.#read();
    this.#writeNext();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#read();
    this.#writeNext();
    this.#askForMore();
  }

  destroy(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.sink = unowned;
    this.#waiting.length = 0;
    this.#writer.abort().catch(ignore);
    this.#reader.cancel().catch(ignore);
  }

  /**
   * One write at a time, so that what waits stays with us and can be let go of. None while the output waits: the streams
   * of workerd take whatever they are given, and keep it.
   */
  #writeNext(): void {
    if (this.#isWriting || this.#isPaused || !this.#isOpen) return;
    const next = this.#waiting.shift();
    if (next === undefined) {
      if (this.#isEnding && !this.#isClosed) this.#writer.close().catch(ignore);
      this.#isClosed ||= this.#isEnding;
      return;
    }
    this.#isWriting = true;
    this.#writer.write(next).then(this.#onWritten, ignore);
  }

  readonly #onWritten = (): void => {
    this.#isWriting = false;
    this.#writeNext();
    this.#askForMore();
  };

  #askForMore(): void {
    const isDry = !this.#isWriting && !this.#isPaused && this.#waiting.length === 0;
    if (isDry && !this.#isEnding) this.sink.onDrain();
  }

  #read(): void {
    if (this.#isReading || this.#isPaused || !this.#isOpen) return;
    this.#isReading = true;
    this.#reader.read().then(this.#onRead, this.#onError);
  }

  readonly #onRead = ({ done, value }: ReadableStreamReadResult<Uint8Array>): void => {
    this.#isReading = false;
    if (!this.#isOpen) return;
    if (done) {
      this.#isOpen = false;
      this.sink.onEnd();
      return;
    }
    if (value.byteLength > 0) this.sink.onOutput(value);
    this.#read();
  };

  readonly #onError = (error: unknown): void => {
    if (!this.#isOpen) return;
    const { sink } = this;
    this.destroy();
    sink.onError(error);
  };
}

function ignore(): void {}
