import type { Relay } from './fetch-host.ts';

type NativeStream<Options extends readonly unknown[]> = new (
  ...options: Options
) => TransformStream<Uint8Array, Uint8Array>;

// Streams that only workerd has.
declare const IdentityTransformStream: NativeStream<[]> | undefined;
declare const FixedLengthStream: NativeStream<[length: number]> | undefined;

/** The relay of a runtime with native pass-through streams; `undefined` where there are none. */
export function nativeRelay(): Relay | undefined {
  if (typeof IdentityTransformStream === 'undefined' || typeof FixedLengthStream === 'undefined') return undefined;
  const Identity = IdentityTransformStream;
  const FixedLength = FixedLengthStream;
  return (stream, length) => {
    // A length that is known must be stated here: the runtime takes `content-length` from nowhere else.
    const { readable, writable } = length === undefined ? new Identity() : new FixedLength(length);
    return { readable, done: stream.pipeTo(writable) };
  };
}
