import type { EventText } from './event-texts.ts';
import type { SaidEvent } from './said-event.ts';

/**
 * Tells streams that say all of a text again in each event, as some APIs do that no dialect is for, from those that go on
 * where the event before ended. Until that is known events wait, and where all is told again the last event with a text
 * does: only in that one is the text over.
 */
export class Retelling {
  readonly #ways = new Map<string, Way>();
  #waiting: SaidEvent[] = [];
  #bytes = 0;
  readonly #over = new WeakSet<EventText>();
  #isSettled = false;

  /** Takes an event, and answers those that may go on now, in their order. */
  push(said: SaidEvent): readonly SaidEvent[] {
    if (this.#isSettled) return [said];
    if (!said.texts.mayRetell && this.#waiting.length === 0) return [said];
    this.#waiting.push(said);
    this.#bytes += said.event.bytes.byteLength;
    if (said.texts.mayRetell) for (const text of said.texts.texts) this.#note(text);
    const ways = [...this.#ways.values()];
    if (this.#waiting.length >= maxEvents || this.#bytes >= maxBytes) {
      for (const way of ways) decide(way);
      return this.#take(this.#waiting.length);
    }
    if (ways.some(isOpen)) return none;
    if (ways.some(({ kind }) => kind === 'retold')) return this.#take(this.#lastRetold());
    this.#isSettled = ways.length > 0;
    return this.#take(this.#waiting.length);
  }

  /** Nothing more will come: all that still waits. */
  finish(): readonly SaidEvent[] {
    for (const way of this.#ways.values()) {
      decide(way);
      this.#over.add(way.text);
    }
    return this.#take(this.#waiting.length);
  }

  /** Whether a text tells again what was said before it in its channel. */
  isRetold({ channel }: EventText): boolean {
    return !this.#isSettled && channel !== undefined && this.#ways.get(channel)?.kind === 'retold';
  }

  /** Whether nothing will be said behind a text that is told again. */
  isOver(text: EventText): boolean {
    return this.#over.has(text);
  }

  #note(text: EventText): void {
    if (text.channel === undefined) return;
    const way = this.#ways.get(text.channel);
    if (way === undefined) {
      if (this.#ways.size < maxWays) this.#ways.set(text.channel, { kind: 'open', text, seen: 1, grown: 0 });
      return;
    }
    if (way.kind === 'pieces') return;
    const [before, now] = [way.text.text, text.text];
    if (!now.startsWith(before)) {
      if (way.kind === 'open') way.kind = 'pieces';
      else {
        // Another text begins, or this was not what it looked like.
        this.#over.add(way.text);
        this.#ways.set(text.channel, { kind: 'open', text, seen: 1, grown: 0 });
      }
      return;
    }
    way.seen += 1;
    if (now.length > before.length) way.grown += 1;
    way.text = text;
    if (way.grown >= 2 && before.length >= minLength && new Set(before.slice(0, 64)).size >= minLetters)
      way.kind = 'retold';
  }

  #lastRetold(): number {
    return this.#waiting.findLastIndex(({ texts }) => texts.texts.some((text) => this.isRetold(text)));
  }

  #take(count: number): readonly SaidEvent[] {
    if (count <= 0) return none;
    const taken = this.#waiting.splice(0, count);
    for (const { event } of taken) this.#bytes -= event.bytes.byteLength;
    return taken;
  }
}

/** What is known of how a text is told. */
interface Way {
  kind: 'open' | 'pieces' | 'retold';
  /** What came last of it. */
  text: EventText;
  seen: number;
  /** How often what came was longer than what came before and began with it. */
  grown: number;
}

/** What comes again and again without a change is a name of something. */
function isOpen({ kind, seen, grown }: Way): boolean {
  return kind === 'open' && (seen === 1 || grown > 0);
}

function decide(way: Way): void {
  if (way.kind === 'open') way.kind = way.grown > 0 ? 'retold' : 'pieces';
}

/** No piece of a text is so long, of so many letters, and all of it repeated by the next one that goes on. */
const minLength = 16;
const minLetters = 6;
const maxWays = 256;
const maxEvents = 64;
const maxBytes = 256 * 1024;
const none: readonly SaidEvent[] = [];
