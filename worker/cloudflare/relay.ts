import type { Relayed } from '../../shared/fetch/fetch-host.ts';

/** Pipes inside the runtime: no chunk passes through JavaScript, and the promise tells how it ended. */
export function relay(stream: ReadableStream<Uint8Array>, length: number | undefined): Relayed {
  // A length that is known must be stated here: the runtime takes `content-length` from nowhere else.
  const { readable, writable } = length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length);
  return { readable, done: stream.pipeTo(writable) };
}
