import type { Served } from './served.ts';

/** How a provider answers one request. What is left out is as a well-behaved provider does it. */
export interface Scenario {
  /** What the model says, piece by piece: an event each in a stream. */
  readonly pieces?: readonly string[];
  /** A call of a tool after the pieces: its name, and its arguments as JSON text, piece by piece. */
  readonly tool?: { readonly name: string; readonly pieces: readonly string[] };
  /** Reasoning before the pieces, as the dialect shows it. */
  readonly reasoning?: readonly string[];
  /** The model that answers; that of the request unless given. */
  readonly model?: string;
  /** What is billed; 10 of input and one for each piece unless given. */
  readonly usage?: Partial<MockUsage>;
  /** Whether the usage is told: `asked` as the real ones do, in every stream (`always`), in none (`never`). */
  readonly tells?: 'asked' | 'always' | 'never';
  /** An error in place of the answer. With status 200 it stands inside an answer that looks like one. */
  readonly error?: MockError;
  /** What becomes of a stream after so many pieces; 0 is before the first. An answer in one piece is cut in the middle. */
  readonly breaks?: { readonly after: number; readonly how: Break };
  /** Waited for before the head, and before each piece. */
  readonly headGate?: Promise<void>;
  readonly gate?: (piece: number) => Promise<void> | undefined;
  /** Cuts the bytes of the whole stream again, each part a chunk of its own. All pieces are then sent at once. */
  readonly split?: (bytes: Buffer) => readonly Uint8Array[];
  /** Compresses the answer. */
  readonly encoding?: 'gzip' | 'deflate' | 'br';
  /** Header lines of the answer beside its own. */
  readonly headers?: readonly string[];
  /** Ends lines of a stream of events so; LF unless given. */
  readonly lineEnd?: '\n' | '\r\n' | '\r';
  /** Comments and pings between the events. */
  readonly chatter?: boolean;
  /** Told when the request is over. */
  readonly onServed?: (served: Served) => void;
}

/** `stall`: silence until the other side leaves; `close`: an orderly end too early; `error`: an event that tells of one. */
export type Break = 'stall' | 'reset' | 'close' | 'error';

/** Tokens as the mock bills them. Input with what was cached, output with reasoning. */
export interface MockUsage {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
}

/** An error of a provider. */
export interface MockError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}
