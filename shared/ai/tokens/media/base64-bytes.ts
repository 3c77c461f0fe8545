/** Bytes of a text in base64, each read where it stands: the head of a large file is looked at without decoding the rest. */
export class Base64Bytes {
  /** How many bytes there are. */
  readonly length: number;
  readonly #text: string;
  readonly #start: number;

  /** Reads `text` from `start` on; both alphabets are understood. */
  constructor(text: string, start = 0) {
    let end = text.length;
    while (end > start && text.charCodeAt(end - 1) === padding) end -= 1;
    this.#text = text;
    this.#start = start;
    this.length = Math.floor(((end - start) * 3) / 4);
  }

  /** A byte; -1 behind the end, and where the text is no base64. */
  at(index: number): number {
    if (index < 0 || index >= this.length) return -1;
    const group = this.#start + Math.floor(index / 3) * 4;
    const place = index % 3;
    const first = this.#sextet(group + place);
    const second = this.#sextet(group + place + 1);
    if (first < 0 || second < 0) return -1;
    return ((first << (2 + place * 2)) | (second >> (4 - place * 2))) & 0xff;
  }

  #sextet(at: number): number {
    const unit = this.#text.charCodeAt(at);
    if (unit >= 0x41 && unit <= 0x5a) return unit - 0x41;
    if (unit >= 0x61 && unit <= 0x7a) return unit - 0x61 + 26;
    if (unit >= 0x30 && unit <= 0x39) return unit - 0x30 + 52;
    if (unit === 0x2b || unit === 0x2d) return 62;
    return unit === 0x2f || unit === 0x5f ? 63 : -1;
  }
}

const padding = 0x3d;
