import { frame, frameType, rawHead, rawPreface, widestWindows } from '../support/http2-frames.ts';
import { u32 } from '../support/raw-http2-origin.ts';
import type { SeededRandom } from '../support/seeded-random.ts';

/** What a client may say over HTTP/2, well or badly: each makes frames, for one of its first streams. */
const sayings: readonly ((random: SeededRandom, stream: number) => Buffer)[] = [
  (_random, stream) => rawHead(stream),
  // A request whose body follows.
  (_random, stream) => withFlags(rawHead(stream), 0x04),
  // A head of which the rest follows, or does not.
  (_random, stream) => withFlags(rawHead(stream), 0x01),
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

/** What one client says from its preface on, in the pieces that it sends. */
export function http2Client(random: SeededRandom): readonly Buffer[] {
  const said: Buffer[] = [rawPreface];
  for (let left = 1 + random.below(12); left > 0; left -= 1) {
    const stream = 1 + 2 * random.below(4);
    // Most clients ask for something, now and then.
    const say = random.below(3) === 0 ? rawHead : undefined;
    said.push(say?.(stream) ?? sayings[random.below(sayings.length)]!(random, stream));
  }
  if (random.below(2) === 0) return said;
  const all = Buffer.concat(said);
  const cut = random.below(all.length);
  return [all.subarray(0, cut), all.subarray(cut)];
}

const priority = 2;
const continuation = 9;

function setting(id: number, value: number): Buffer {
  return Buffer.concat([Buffer.from([0, id]), u32(value)]);
}

function withFlags(made: Buffer, flags: number): Buffer {
  made[4] = flags;
  return made;
}
