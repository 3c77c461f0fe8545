/** One message as some reader understood the bytes. */
export interface MessageReading {
  /** Everything the head says, in one comparable text. */
  readonly head: string;
  /** As much of the content as was delivered, one character a byte. */
  content: string;
  /** Names and values of the trailer fields. */
  trailers: string;
  isWhole: boolean;
}

/** What a reader made of one connection's worth of bytes. */
export interface ConnectionReading {
  readonly messages: MessageReading[];
  /** Why it read no further, in the reader's own word; `undefined` when it only waits for more. */
  refusal: string | undefined;
}

/** A message whose head has come. */
export function newReading(head: string): MessageReading {
  return { head, content: '', trailers: '', isWhole: false };
}

/** Names, which both readers may spell in their own case, and values, as one text. */
export function fieldText(flat: readonly string[], leftOut: ReadonlySet<string> = nothing): string {
  let text = '';
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!.toLowerCase();
    if (!leftOut.has(name)) text += `${name}: ${flat[i + 1]}\n`;
  }
  return text;
}

const nothing: ReadonlySet<string> = new Set();
