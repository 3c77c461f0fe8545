import { Fault } from '../../errors/fault.ts';
import type { Body, BodySink } from '../../http/body.ts';
import type { HeaderList } from '../../http/header-list.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Timer } from '../../platform/timers.ts';
import type { StreamReader } from '../dialects/dialect.ts';
import { type EventFormat, eventParser } from '../events/event-formats.ts';
import type { EventParser, EventSink } from '../events/event-parser.ts';
import type { StreamEvent } from '../events/stream-event.ts';
import type { HiddenKey } from '../providers/hidden-key.ts';
import { type AnswerEnd, outcomeOfFault } from './answer-end.ts';
import { aiErrorOf } from './error-answer.ts';
import { JoinedPieces } from './joined-pieces.ts';
import type { OutputCount } from './output-count.ts';
import { StallWatch, type TokenWaits } from './stall-watch.ts';
import type { StreamOutput } from './stream-output.ts';

/** What a stream is watched with. */
export interface StreamParts {
  readonly format: EventFormat;
  readonly reader: StreamReader;
  readonly output: StreamOutput;
  readonly counted: OutputCount;
  /** What errors of the upstream must not tell. */
  readonly hidden?: HiddenKey | undefined;
  readonly waits: TokenWaits;
  /** When the request was sent, on the monotonic clock. */
  readonly sentAt: number;
  readonly platform: Pick<Platform, 'clock' | 'timers'>;
  /** What a guard calls the reason for which it ends the stream. */
  readonly blockedAs: () => string | undefined;
  /** Told once, however it ended, before the client learns of it. */
  readonly onEnd: (end: AnswerEnd) => void;
  /** The usage was asked for, and comes behind all that is said. */
  readonly awaitsUsage: boolean;
  /**
   * Told in the place of {@link StreamParts.onEnd} where the client leaves before that usage: what is known by then. What
   * it answers with is told the end.
   */
  readonly onLeft: (soFar: AnswerEnd) => (end: AnswerEnd) => void;
  /** Told of the first content, with the milliseconds since the request was sent. */
  readonly onFirstToken: (tookMs: number) => void;
}

/**
 * The stream of a model on its way to the client, event by event. However it ends, that is told once; one that breaks off
 * reaches the client as an error of its dialect, and then as a body that broke off, never as a clean end.
 */
export class ModelStream implements Body, BodySink, EventSink {
  readonly length = undefined;
  readonly #source: Body;
  readonly #parts: StreamParts;
  readonly #parser: EventParser;
  readonly #pieces = new JoinedPieces();
  #watch: StallWatch | undefined;
  #sink: BodySink | undefined;
  #state: 'new' | 'open' | 'breaking' | 'left' | 'over' = 'new';
  #hasContent = false;
  #hasError = false;
  /** The last event of the dialect has come. */
  #isEnded = false;
  /** Rings when the client has had its time to see an error, or the upstream its time to tell of the usage. */
  #farewell: Timer | undefined;
  #onEnd: StreamParts['onEnd'];
  #leftWith: Fault | undefined;

  constructor(source: Body, parts: StreamParts) {
    this.#source = source;
    this.#parts = parts;
    this.#parser = eventParser(parts.format, this);
    this.#onEnd = parts.onEnd;
  }

  start(sink: BodySink): void {
    const { platform, waits, sentAt } = this.#parts;
    this.#sink = sink;
    this.#state = 'open';
    this.#watch = new StallWatch(platform, waits, sentAt, (fault) => this.#breakOff(fault));
    this.#source.start(this);
  }

  resume(): void {
    if (this.#state !== 'open') return;
    this.#watch?.resume();
    this.#source.resume();
  }

  cancel(fault: Fault): void {
    if (this.#state === 'over' || this.#state === 'left') return;
    if (this.#state !== 'breaking') {
      // Clients often leave with the last event, without waiting for the end of the body.
      this.#parts.output.left?.();
      if (this.#awaitsUsage()) {
        this.#readOn(fault);
        return;
      }
      this.#source.cancel(fault);
      this.#settle(this.#parts.reader.isDone && !this.#hasError ? 'completed' : outcomeOfFault(fault));
    }
    this.#state = 'over';
    this.#farewell?.cancel();
  }

  write(chunk: Uint8Array): boolean {
    if (this.#state === 'left') return this.#readLast(() => this.#parser.write(chunk));
    if (this.#state !== 'open') return false;
    try {
      this.#parser.write(chunk);
    } catch (error) {
      this.#breakOff(Fault.from(error));
      return false;
    }
    const goesOn = this.#flush();
    return goesOn || this.#isLeft();
  }

  end(trailers?: HeaderList): void {
    if (this.#state === 'left') {
      this.#readLast(() => this.#parser.end());
      this.#letGo();
    }
    if (this.#state !== 'open') return;
    let fault: Fault | undefined;
    try {
      this.#parser.end();
    } catch (error) {
      fault = Fault.from(error);
    }
    // The rest of an event that nobody can read is a sign of it.
    if (this.#isCut()) fault = new Fault('upstream_body_broken', { detail: endedEarly });
    if (fault) this.#breakOff(fault);
    else this.#complete(trailers);
  }

  /** A stream that ends without saying so was cut, but where it has no word for it. */
  #isCut(): boolean {
    const { reader } = this.#parts;
    return !this.#hasError && !reader.isDone && reader.endsUnsaid !== true;
  }

  fail(fault: Fault): void {
    if (this.#state === 'open') this.#breakOff(fault);
    else this.#letGo();
  }

  /** An event as the parser found it. */
  event(event: StreamEvent): void {
    const { reader, counted, output, hidden } = this.#parts;
    const meaning = reader.event(event);
    if (meaning.kind === 'content' && this.#state !== 'left') this.#content();
    else if (meaning.kind === 'error') this.#hasError = true;
    else if (meaning.kind === 'done') this.#isEnded = true;
    counted.add(meaning.text);
    if (this.#state === 'left') return;
    const bytes = output.event(meaning.kind === 'error' && hidden ? hidden.event(event) : event, meaning);
    if (bytes !== undefined) this.#pieces.add(bytes);
  }

  #content(): void {
    this.#watch?.content();
    if (this.#hasContent) return;
    this.#hasContent = true;
    const { platform, sentAt, onFirstToken } = this.#parts;
    onFirstToken(platform.clock.monotonic() - sentAt);
  }

  #flush(): boolean {
    const bytes = this.#pieces.take();
    if (bytes === undefined) return true;
    const goesOn = this.#sink!.write(bytes);
    if (!goesOn) this.#watch?.pause();
    return goesOn;
  }

  #complete(trailers?: HeaderList): void {
    try {
      const last = this.#parts.output.end();
      if (last !== undefined) this.#pieces.add(last);
    } catch (error) {
      // What guards held back until now is not let through.
      this.#isEnded = false;
      this.#breakOff(Fault.from(error));
      return;
    }
    this.#settle(this.#hasError ? 'error' : 'completed');
    this.#flush();
    if (this.#isOver()) return;
    this.#state = 'over';
    this.#sink!.end(trailers);
  }

  /** Tells the client of an error after what it has got, and then breaks the body off. */
  #breakOff(fault: Fault): void {
    this.#source.cancel(fault);
    // Some keep the connection open, or break it, when everything was said.
    if (this.#isEnded && fault.source === 'upstream') {
      this.#complete();
      return;
    }
    this.#state = 'breaking';
    this.#settle(outcomeOfFault(fault));
    const { output, reader, blockedAs } = this.#parts;
    this.#pieces.add(output.error(aiErrorOf(fault, blockedAs()), reader.lastNumber));
    this.#flush();
    if (this.#isOver()) return;
    // The event must be on its way before the connection breaks, or the client would see nothing but the break.
    this.#farewell = this.#parts.platform.timers.after(farewellMs, () => {
      if (this.#isOver()) return;
      this.#state = 'over';
      this.#sink!.fail(fault);
    });
  }

  /** All is said but what it used. */
  #awaitsUsage(): boolean {
    const { awaitsUsage, reader } = this.#parts;
    return awaitsUsage && this.#state === 'open' && reader.isDone && !this.#isEnded && !this.#hasError && !reader.usage;
  }

  /** Reads on for the usage, though nobody is there any more. */
  #readOn(fault: Fault): void {
    const { platform, onLeft } = this.#parts;
    this.#state = 'left';
    this.#watch?.stop();
    this.#onEnd = onLeft(this.#endAs('completed'));
    this.#farewell = platform.timers.after(usageMs, () => this.#letGo());
    this.#leftWith = fault;
    this.#source.resume();
  }

  /** Whether more is to be read. */
  #readLast(read: () => void): boolean {
    try {
      read();
    } catch {
      // What nobody can read tells of no usage.
      this.#letGo();
    }
    if (this.#isEnded || this.#hasError || this.#parts.reader.usage) this.#letGo();
    return this.#isLeft();
  }

  #letGo(): void {
    if (this.#state !== 'left') return;
    this.#state = 'over';
    this.#farewell?.cancel();
    this.#source.cancel(this.#leftWith!);
    this.#settle('completed');
  }

  #settle(outcome: AnswerEnd['outcome']): void {
    this.#watch?.stop();
    this.#onEnd(this.#endAs(outcome));
  }

  #endAs(outcome: AnswerEnd['outcome']): AnswerEnd {
    const { reader, counted } = this.#parts;
    return {
      outcome,
      reported: reader.usage,
      reportsBeginning: reader.reportsBeginning,
      model: reader.model,
      hasContent: this.#hasContent,
      countedOutput: counted.total(),
    };
  }

  #isOver(): boolean {
    return this.#state === 'over';
  }

  #isLeft(): boolean {
    return this.#state === 'left';
  }
}

const farewellMs = 50;
/** Longest wait for the usage of an answer that the client has had. */
const usageMs = 1000;
const endedEarly = 'the stream ended without saying that it is complete';
