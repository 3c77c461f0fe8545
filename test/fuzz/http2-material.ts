import { frame, frameType, rawHead, rawPreface, widestWindows } from '../support/http2-frames.ts';
import { okHead, u32 } from '../support/raw-http2-origin.ts';
import type { SeededRandom } from '../support/seeded-random.ts';

type Saying = (random: SeededRandom, stream: number) => Buffer;

/** What either side may say over HTTP/2, well or badly: each makes a frame, for the whole connection or a stream. */
const sayings: readonly Saying[] = [
  (random, stream) => frame(continuation, random.below(2) * 4, stream, random.bytes(random.below(20))),
  (random, stream) => frame(frameType.data, random.below(2), stream, random.bytes(random.below(2000))),
  (random, stream) => frame(frameType.reset, 0, stream, u32(random.below(14))),
  (random) => frame(frameType.goaway, 0, 0, Buffer.concat([u32(random.below(6)), u32(random.below(3))])),
  (random) => frame(frameType.ping, random.below(2), 0, random.bytes(8)),
  (random) => frame(frameType.settings, 0, 0, setting(1 + random.below(6), random.below(0xffff_ffff))),
  () => frame(frameType.settings, 1, 0),
  (random, stream) => frame(frameType.windowUpdate, 0, random.below(2) * stream, u32(random.below(0x7fff_ffff))),
  () => widestWindows,
  (_random, stream) => frame(priority, 0, stream, Buffer.from([0, 0, 0, 0, 16])),
  // What no frame is.
  (random) => Buffer.from(random.bytes(1 + random.below(40))),
  (random, stream) =>
    frame(random.below(16), random.below(256), random.below(2) * stream, random.bytes(random.below(30))),
];

/** Heads with: all in it and no body, a body that follows, and a rest of the head that follows, or does not. */
const headFlags = [0x05, 0x04, 0x01];

/** What one client says from its preface on, in the pieces that it sends. */
export function http2Client(random: SeededRandom): readonly Buffer[] {
  const said = [rawPreface, ...someFrames(random, rawHead, () => 1 + 2 * random.below(4))];
  if (random.below(2) === 0) return said;
  const all = Buffer.concat(said);
  const cut = random.below(all.length);
  return [all.subarray(0, cut), all.subarray(cut)];
}

/** What an upstream says to one request. */
export function http2Answer(random: SeededRandom, asked: number): readonly Buffer[] {
  const head = (stream: number) => frame(frameType.headers, 0x05, stream, okHead);
  return someFrames(random, head, () => (random.below(4) === 0 ? random.below(8) : asked));
}

function someFrames(random: SeededRandom, head: (stream: number) => Buffer, stream: () => number): readonly Buffer[] {
  return Array.from({ length: 1 + random.below(12) }, () => {
    if (random.below(3) > 0) return sayings[random.below(sayings.length)]!(random, stream());
    const made = head(stream());
    made[4] = headFlags[random.below(headFlags.length)]!;
    return made;
  });
}

const priority = 2;
const continuation = 9;

function setting(id: number, value: number): Buffer {
  return Buffer.concat([Buffer.from([0, id]), u32(value)]);
}
