/** The bytes of all tokens, one after the other, read from the text of a vocabulary. */
export class TokenText {
  readonly pool: Uint8Array;
  /** Where the token of each rank begins, and one place more. Ranks that are not given are empty. */
  readonly starts: Int32Array;
  readonly count: number;

  constructor(text: string, below: number) {
    const pool = new Uint8Array(Math.ceil(text.length * 0.75));
    const starts: number[] = [];
    let filled = 0;
    for (const line of text.split('\n')) {
      const ranked = line.match(/^! (\d+) /);
      if (ranked === null) continue;
      const first = Number(ranked[1]);
      while (starts.length < Math.min(first, below)) starts.push(filled);
      let at = ranked[0].length;
      while (at < line.length && starts.length < below) {
        starts.push(filled);
        let bits = 0;
        let held = 0;
        for (; at < line.length; at += 1) {
          const unit = line.charCodeAt(at);
          if (unit === blank) break;
          if (unit === padding) continue;
          held = (held << 6) | sextets[unit]!;
          bits += 6;
          if (bits < 8) continue;
          bits -= 8;
          pool[filled] = held >> bits;
          filled += 1;
        }
        at += 1;
      }
    }
    this.count = starts.length;
    this.starts = Int32Array.from([...starts, filled]);
    this.pool = pool.slice(0, filled);
  }

  /** Whether a token has just these bytes. */
  equals(rank: number, bytes: Uint8Array, from: number, length: number): boolean {
    const start = this.starts[rank]!;
    if (this.starts[rank + 1]! - start !== length) return false;
    for (let offset = 0; offset < length; offset += 1) {
      if (this.pool[start + offset] !== bytes[from + offset]) return false;
    }
    return true;
  }
}

const blank = 0x20;
const padding = 0x3d;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets = sextetsOf(alphabet);

function sextetsOf(letters: string): Uint8Array {
  const found = new Uint8Array(0x80);
  for (let value = 0; value < letters.length; value += 1) found[letters.charCodeAt(value)] = value;
  return found;
}
