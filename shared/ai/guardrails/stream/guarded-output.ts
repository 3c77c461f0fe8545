import { Fault } from '../../../errors/fault.ts';
import type { AiError, EventMeaning } from '../../dialects/dialect.ts';
import type { EventFormat } from '../../events/event-formats.ts';
import type { StreamEvent } from '../../events/stream-event.ts';
import type { StreamOutput } from '../../exit/stream-output.ts';
import { isJsonPlace, jsonChannel } from '../text/json-place.ts';
import { type Carrier, carried } from './carrier.ts';
import type { EventText } from './event-texts.ts';
import type { GuardLine } from './guard-line.ts';
import { Numbering } from './numbering.ts';
import { Retelling } from './retelling.ts';
import { SaidEvent } from './said-event.ts';
import { ShownText } from './shown-text.ts';
import { extraEvent, joinOutputs } from './text-event.ts';
import { WaitingEvents } from './waiting-events.ts';

/** What a guarded stream is. */
export interface GuardedOutputOptions {
  readonly format: EventFormat;
  /** Whether some guard takes things away, and does not only tell of them. */
  readonly hides: boolean;
  /** Whether its events are known to be JSON. Elsewhere the first ones tell. */
  readonly isJson: boolean;
}

/**
 * Lets guards look at a stream on its way to the client. What they hold back of a channel goes out before the event that
 * ends it, or with that event where it carries the channel itself; an event that may be the last waits for what is held.
 * Where the stream breaks off, what is held is dropped: nobody knows what it would have become. Events that are not
 * changed keep their bytes.
 */
export class GuardedOutput implements StreamOutput {
  readonly #inner: StreamOutput;
  readonly #line: GuardLine;
  readonly #format: EventFormat;
  readonly #hides: boolean;
  /** The channels that are open, each with the event that carried it last. */
  readonly #open = new Map<string, Carrier>();
  readonly #waiting = new WaitingEvents();
  readonly #numbers = new Numbering();
  readonly #shown = new ShownText();
  readonly #retelling = new Retelling();
  #whole = 0;
  #isJson: boolean;

  constructor(inner: StreamOutput, line: GuardLine, { format, hides, isJson }: GuardedOutputOptions) {
    this.#inner = inner;
    this.#line = line;
    this.#format = format;
    this.#hides = hides;
    this.#isJson = isJson || format !== 'sse';
  }

  event(event: StreamEvent, meaning: EventMeaning): Uint8Array | undefined {
    // The word that ends a stream, or the bracket that ends a list.
    if (event.data === '[DONE]' || (event.data === '' && this.#format === 'json-array'))
      return joinOutputs([...this.#rest(), this.#inner.event(event, meaning)]);
    // A comment.
    if (event.data === '' && event.name === '') return this.#inner.event(event, meaning);
    const said = new SaidEvent(event, meaning);
    if (!this.#hides) return joinOutputs(this.#said(said));
    return joinOutputs(this.#retelling.push(said).flatMap((known) => this.#said(known)));
  }

  end(): Uint8Array | undefined {
    const out = this.#rest();
    this.#line.close();
    return joinOutputs([...out, this.#inner.end()]);
  }

  error(error: AiError, after: number | undefined): Uint8Array {
    this.#open.clear();
    const out = this.#sendWaiting();
    this.#line.close();
    return joinOutputs([...out, this.#inner.error(error, this.#numbers.last ?? after)])!;
  }

  left(): void {
    this.#line.close();
  }

  /** All that is still to be told of a stream that is over. */
  #rest(): readonly Output[] {
    const told = this.#retelling.finish().flatMap((said) => this.#said(said));
    return [...told, ...this.#release(''), ...this.#sendWaiting()];
  }

  #said(said: SaidEvent): readonly Output[] {
    const { texts, ended, tokens, mayBeLast } = said.texts;
    this.#isJson ||= said.isObject;
    // Nobody knows which text its words go on with.
    if (this.#hides && this.#isJson && said.isBroken) throw new Fault('guardrail_unavailable', { detail: brokenEvent });
    if (this.#hides) for (const { place, value } of tokens) said.put(place, value);
    if (said.meaning.kind === 'error') this.#open.clear();
    let goesOn = false;
    for (const text of texts) {
      goesOn ||= text.channel !== undefined;
      if (this.#retelling.isRetold(text)) this.#guardRetold(said, text);
      else this.#guard(said, text);
    }
    const out = this.#open.size > maxOpen ? this.#release(this.#open.keys().next().value!) : [];
    for (const start of ended) out.push(...this.#release(start, said));
    // An entry more cannot stand behind the last one of a list, or behind a document that is no list.
    const mayWait = mayBeLast || this.#format === 'json-array' || !this.#waiting.isEmpty;
    const waits = mayWait && this.#isHolding();
    if (goesOn || !waits || this.#waiting.isFull) out.push(...this.#sendWaiting());
    if (waits) this.#waiting.add(said);
    else out.push(this.#send(said));
    return out;
  }

  #guard(said: SaidEvent, { channel, place, text, repeats }: EventText): void {
    let may: string;
    if (channel !== undefined) {
      may = this.#line.piece(channel, text);
      this.#open.set(channel, { said, place });
      if (this.#hides) this.#shown.add(may);
    } else if (repeats === 'so-far' && this.#hides) may = '';
    else may = this.#wholeText(text, isJsonPlace(place));
    if (may !== text) said.put(place, may);
    if (repeats === 'excerpt' && this.#hides) said.excerpts.push({ channel, place, text: may });
  }

  #guardRetold(said: SaidEvent, told: EventText): void {
    const { place, text } = told;
    this.#whole += 1;
    const isJson = isJsonPlace(place);
    const name = `retold.${this.#whole}`;
    const isOver = this.#retelling.isOver(told);
    const may = isOver ? this.#wholeText(text, isJson) : this.#line.beginning(isJson ? jsonChannel(name) : name, text);
    if (may !== text) said.put(place, may);
  }

  #wholeText(text: string, isJson: boolean): string {
    this.#whole += 1;
    const name = `whole.${this.#whole}`;
    const channel = isJson ? jsonChannel(name) : name;
    return this.#line.piece(channel, text) + this.#line.end(channel);
  }

  #isHolding(): boolean {
    for (const channel of this.#open.keys()) if (this.#line.holds(channel)) return true;
    return false;
  }

  /**
   * Ends the channels whose names begin so. What was held goes into the event that carried the channel last while that is
   * still here, and has an event of its own after it was sent.
   */
  #release(start: string, present?: SaidEvent): Output[] {
    const out: Output[] = [];
    for (const [channel, carrier] of this.#open) {
      if (!channel.startsWith(start)) continue;
      this.#open.delete(channel);
      const held = this.#line.end(channel);
      if (held === '') continue;
      if (this.#hides) this.#shown.add(held);
      const { said, place } = carrier;
      if (said === present || this.#waiting.has(said)) said.put(place, `${said.at(place)}${held}`);
      else out.push(this.#sendExtra(carrier, held));
    }
    return out;
  }

  #sendWaiting(): Output[] {
    return this.#waiting.take().map((said) => this.#send(said));
  }

  #send(said: SaidEvent): Output {
    for (const { place, text } of said.excerpts) if (!this.#shown.has(text)) said.put(place, '');
    this.#numbers.count(said);
    return this.#inner.event(said.written(this.#format), said.meaning);
  }

  #sendExtra(carrier: Carrier, held: string): Output {
    const { name, json } = carried(carrier, held);
    const isNumbered = typeof json['sequence_number'] === 'number';
    const data = carrier.said.dataOf(isNumbered ? { ...json, sequence_number: this.#numbers.add() } : json);
    // What stands behind may put it into the words of another API.
    return this.#inner.event({ name, data, bytes: extraEvent(name, data, this.#format) }, released);
  }
}

type Output = Uint8Array | undefined;

const brokenEvent = 'an event of the stream cannot be read';

const released: EventMeaning = { kind: 'content', text: '' };

/** Channels that are open at a time. No model says as much at once; an upstream that does must not fill the memory. */
const maxOpen = 1024;
