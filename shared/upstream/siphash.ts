/**
 * SipHash-2-4: a keyed 64-bit hash that nobody can compute or forge without the key, as 16 hex digits, highest first.
 * The key has 16 bytes. Used where WebCrypto, which always waits, cannot be.
 */
export function sipHash(key: Uint8Array, message: Uint8Array): string {
  const state = startState(key);
  const whole = message.length - (message.length % 8);
  for (let i = 0; i < whole; i += 8) compress(state, wordAt(message, i), wordAt(message, i + 4));
  const last = new Uint8Array(8);
  last.set(message.subarray(whole));
  last[7] = message.length;
  compress(state, wordAt(last, 0), wordAt(last, 4));
  // The third word of the state takes 0xff before the closing rounds.
  state[4]! ^= 0xff;
  for (let round = 0; round < 4; round += 1) sipRound(state);
  return hex(state[1]! ^ state[3]! ^ state[5]! ^ state[7]!) + hex(state[0]! ^ state[2]! ^ state[4]! ^ state[6]!);
}

/** Four 64-bit words, each as its low and then its high half. */
function startState(key: Uint8Array): Int32Array {
  const [k0, k1, k2, k3] = [wordAt(key, 0), wordAt(key, 4), wordAt(key, 8), wordAt(key, 12)];
  return Int32Array.of(
    ...[k0 ^ 0x70736575, k1 ^ 0x736f6d65, k2 ^ 0x6e646f6d, k3 ^ 0x646f7261],
    ...[k0 ^ 0x6e657261, k1 ^ 0x6c796765, k2 ^ 0x79746573, k3 ^ 0x74656462],
  );
}

function compress(state: Int32Array, low: number, high: number): void {
  state[6]! ^= low;
  state[7]! ^= high;
  sipRound(state);
  sipRound(state);
  state[0]! ^= low;
  state[1]! ^= high;
}

function sipRound(state: Int32Array): void {
  add(state, 0, 2);
  turn(state, 2, 13, 0);
  swap(state, 0);
  add(state, 4, 6);
  turn(state, 6, 16, 4);
  add(state, 0, 6);
  turn(state, 6, 21, 0);
  add(state, 4, 2);
  turn(state, 2, 17, 4);
  swap(state, 4);
}

/** Adds the word at `from` to the word at `to`. */
function add(state: Int32Array, to: number, from: number): void {
  const low = (state[to]! >>> 0) + (state[from]! >>> 0);
  state[to] = low;
  state[to + 1] = state[to + 1]! + state[from + 1]! + (low > 0xffffffff ? 1 : 0);
}

/** Rotates the word at `at` left, then mixes in the word at `other`. */
function turn(state: Int32Array, at: number, bits: number, other: number): void {
  const low = state[at]!;
  const high = state[at + 1]!;
  state[at] = ((low << bits) | (high >>> (32 - bits))) ^ state[other]!;
  state[at + 1] = ((high << bits) | (low >>> (32 - bits))) ^ state[other + 1]!;
}

/** Rotates the word at `at` by 32 bits. */
function swap(state: Int32Array, at: number): void {
  const low = state[at]!;
  state[at] = state[at + 1]!;
  state[at + 1] = low;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
