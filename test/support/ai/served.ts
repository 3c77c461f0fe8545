import type { MockUsage } from './scenario.ts';
import type { WireName } from './wires/wire.ts';

/** A line in the books of the mock: one request it was sent, and what it gave for it. */
export interface Served {
  readonly wire: WireName;
  readonly path: string;
  /** Header fields by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body as it came, and read. */
  readonly content: Buffer;
  readonly json: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly isStream: boolean;
  /** Pieces of content that were sent. */
  pieces: number;
  /** What it bills: the whole usage when the answer is complete; the input and what was sent of the output when not. */
  billed: MockUsage | undefined;
  ending: 'open' | 'complete' | 'broken' | 'error' | 'client-left';
}

/** All that was billed, of all requests together. */
export function billedTotal(books: readonly Served[]): Pick<MockUsage, 'input' | 'output'> {
  const sum = { input: 0, output: 0 };
  for (const { billed } of books) {
    sum.input += billed?.input ?? 0;
    sum.output += billed?.output ?? 0;
  }
  return sum;
}
