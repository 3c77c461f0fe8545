import type { EventFormat } from '../../../../shared/ai/events/event-formats.ts';
import type { SeededRandom } from '../../seeded-random.ts';

/** A stream as a provider would send it, and how a client of it reads what comes out of the guards. */
export interface GuardedStream {
  readonly name: string;
  /** A path of the dialect that reads it. */
  readonly path: string;
  readonly format: EventFormat;
  /** The texts that it tells, by the name of what tells them; those that end with `json` are JSON. */
  readonly channels: readonly string[];
  /** The events, with the pieces of each channel in them, in their order. */
  events(said: Said, random: SeededRandom): readonly WireEvent[];
  /** What an event that came out adds to each channel. */
  read(event: Json): Readonly<Record<string, string | undefined>>;
  /** Beginnings of the names of channels of which nothing may follow an event. */
  ends?(event: Json): readonly string[];
  /** Whether an event may be the last one. */
  isLast(event: Json | string): boolean;
  /** Tokens of output that the stream reports; `undefined` when it reports none. */
  readonly output: number | undefined;
}

/** The text of each channel, and the pieces it comes in. */
export interface Said {
  readonly texts: Readonly<Record<string, string>>;
  readonly pieces: Readonly<Record<string, readonly string[]>>;
}

/** What stands in one event. */
export interface WireEvent {
  readonly name?: string;
  readonly data: object | string;
}

// biome-ignore lint/suspicious/noExplicitAny: a client looks into whatever came.
export type Json = any;

/** Pieces of some channels, in the order of each and mixed with one another. */
export function mixed(
  { pieces }: Said,
  names: readonly string[],
  random: SeededRandom,
): readonly { readonly name: string; readonly piece: string; readonly isFirst: boolean; readonly isLast: boolean }[] {
  const left = names.map((name) => ({ name, at: 0 }));
  const out = [];
  while (left.length > 0) {
    const entry = left[random.below(left.length)]!;
    const own = pieces[entry.name]!;
    out.push({
      name: entry.name,
      piece: own[entry.at] ?? '',
      isFirst: entry.at === 0,
      isLast: entry.at >= own.length - 1,
    });
    entry.at += 1;
    if (entry.at >= own.length) left.splice(left.indexOf(entry), 1);
  }
  return out;
}

/** A piece told again as providers tell how sure they are of it. */
export function probabilities(piece: string): readonly object[] {
  const bytes = [...new TextEncoder().encode(piece)];
  return [{ token: piece, logprob: -0.1, bytes, top_logprobs: [{ token: piece, logprob: -0.1, bytes }] }];
}

/** The middle of a text: an excerpt that is cut anywhere. */
export function excerpt(text: string, random: SeededRandom): string {
  const from = random.below(text.length);
  return text.slice(from, from + 1 + random.below(text.length - from));
}

/** The events as bytes, as they go over the wire. */
export function wire(events: readonly WireEvent[], format: EventFormat): Uint8Array {
  const texts = events.map(({ data }) => (typeof data === 'string' ? data : JSON.stringify(data)));
  if (format === 'json-array') return encoder.encode(`[${texts.join(',\r\n')}\n]`);
  if (format === 'ndjson') return encoder.encode(texts.map((text) => `${text}\n`).join(''));
  const named = texts.map((text, at) => {
    const { name } = events[at]!;
    return `${name === undefined ? '' : `event: ${name}\n`}data: ${text}\n\n`;
  });
  return encoder.encode(named.join(''));
}

const encoder = new TextEncoder();
