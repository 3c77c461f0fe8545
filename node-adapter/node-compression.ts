import {
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
  createZstdCompress,
  createZstdDecompress,
} from 'node:zlib';
import type { Coder } from '../shared/platform/coder.ts';
import { unowned } from '../shared/platform/coder.ts';
import type { Compression, CompressionLevel, ContentCoding } from '../shared/platform/compression.ts';
import type { RuntimeName } from '../shared/platform/platform.ts';
import { runtimeName } from './runtime-name.ts';

/** All codings, by `node:zlib`, beside the thread of the requests. */
export const nodeCompression: Compression = {
  encodes: ['br', 'zstd', 'gzip', 'deflate'],
  decodes: soundDecoders(runtimeName()),
  isSteerable: true,
  encoder: (coding, level) => new ZlibCoder(encoders[coding](level), flushKinds[coding]),
  decoder: (coding) => new ZlibCoder(decoders[coding](), flushKinds[coding]),
};

/** The decoders that tell half a body from a whole one: others would hand on what broke off as if it were complete. */
function soundDecoders(runtime: RuntimeName): readonly ContentCoding[] {
  if (runtime === 'deno') return ['gzip', 'deflate'];
  return runtime === 'bun' ? ['br', 'gzip', 'deflate'] : ['br', 'zstd', 'gzip', 'deflate'];
}

/** What every stream of `node:zlib` is. */
type ZlibStream = ReturnType<typeof createGzip>;

const { BROTLI_OPERATION_FLUSH, BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY } = constants;
const { ZSTD_c_compressionLevel, ZSTD_c_windowLog, ZSTD_d_windowLogMax, ZSTD_e_flush, Z_SYNC_FLUSH } = constants;

// A full flush, which zlib makes unless told otherwise, forgets what was written before.
const flushKinds: Readonly<Record<ContentCoding, number>> = {
  gzip: Z_SYNC_FLUSH,
  deflate: Z_SYNC_FLUSH,
  br: BROTLI_OPERATION_FLUSH,
  zstd: ZSTD_e_flush,
};

/** Windows of 512 KiB: larger ones gain little on pages and answers, and cost each of them that much memory. */
const windowBits = 19;

/** 8 MiB, the most that the content coding allows (RFC 9659). */
const mostZstdWindowBits = 23;

const encoders: Readonly<Record<ContentCoding, (level: CompressionLevel) => ZlibStream>> = {
  gzip: (level) => createGzip({ level }),
  deflate: (level) => createDeflate({ level }),
  // Above 9 brotli needs many times the time of gzip at its best; below it, one less costs about the same.
  br: (level) =>
    createBrotliCompress({
      params: { [BROTLI_PARAM_QUALITY]: Math.max(level - 1, 1), [BROTLI_PARAM_LGWIN]: windowBits },
    }),
  zstd: (level) =>
    createZstdCompress({
      params: { [ZSTD_c_compressionLevel]: Math.ceil(level / 2), [ZSTD_c_windowLog]: windowBits },
    }),
};

const decoders: Readonly<Record<ContentCoding, () => ZlibStream>> = {
  gzip: () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress({ params: { [ZSTD_d_windowLogMax]: mostZstdWindowBits } }),
};

class ZlibCoder implements Coder {
  sink = unowned;
  readonly #stream: ZlibStream;
  readonly #flushKind: number;

  constructor(stream: ZlibStream, flushKind: number) {
    this.#stream = stream;
    this.#flushKind = flushKind;
    stream.on('data', (bytes: Uint8Array) => this.sink.onOutput(bytes));
    stream.on('drain', () => this.sink.onDrain());
    stream.on('end', () => this.sink.onEnd());
    stream.on('error', (error) => {
      const { sink } = this;
      this.destroy();
      sink.onError(error);
    });
  }

  write(bytes: Uint8Array): boolean {
    return this.#stream.write(bytes);
  }

  flush(): void {
    if (!this.#stream.writableEnded) this.#stream.flush(this.#flushKind);
  }

  end(): void {
    this.#stream.end();
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  destroy(): void {
    this.sink = unowned;
    this.#stream.destroy();
  }
}
