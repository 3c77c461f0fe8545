/** Bytes that were searched or copied while `work` ran: what parsers of bytes spend, without asking a clock. */
export function bytesTouched(work: () => void): number {
  const typedArray: Searching = Object.getPrototypeOf(Uint8Array.prototype);
  const { indexOf, set } = typedArray;
  let touched = 0;
  typedArray.indexOf = function (this: Uint8Array, byte: number, from = 0) {
    const found = indexOf.call(this, byte, from);
    touched += 1 + (found === -1 ? this.length : found) - from;
    return found;
  };
  typedArray.set = function (this: Uint8Array, source: ArrayLike<number>, at = 0) {
    touched += source.length;
    set.call(this, source, at);
  };
  try {
    work();
  } finally {
    typedArray.indexOf = indexOf;
    typedArray.set = set;
  }
  return touched;
}

interface Searching {
  indexOf(this: Uint8Array, byte: number, from?: number): number;
  set(this: Uint8Array, source: ArrayLike<number>, at?: number): void;
}
