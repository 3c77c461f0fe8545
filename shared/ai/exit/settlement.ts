import type { Exchange } from '../../engine/exchange.ts';
import type { AiRequest } from '../ai-request.ts';
import type { Admission, Spent } from '../limits/meter.ts';
import type { Estimate } from '../tokens/estimator.ts';
import { unused } from '../usage/counts.ts';
import { measuredUsage } from '../usage/measured-usage.ts';
import type { MeasuredUsage } from '../usage.ts';
import type { AnswerEnd } from './answer-end.ts';

/** Hears how a request was settled, once. What it cost is on the exchange by then. */
export type OnSettled = (exchange: Exchange, spent: Spent) => void;

/** The one exit of a request to a model: whatever happens, it is settled here, once. */
export class Settlement {
  readonly #exchange: Exchange;
  readonly #onSettled: OnSettled | undefined;
  #estimate: Estimate = { input: 0, output: 0 };
  #admission: Admission | undefined;
  #spent: Spent | undefined;
  #isClosed = false;
  /** The model goes on though nobody waits for it. */
  readonly #isInBackground: boolean;
  /** What the upstream that was asked last calls the model. */
  #asked: string | undefined;

  constructor(exchange: Exchange, { model, json }: AiRequest, onSettled?: OnSettled) {
    this.#exchange = exchange;
    this.#onSettled = onSettled;
    this.#asked = model;
    this.#isInBackground = json['background'] === true;
  }

  /** Tells what an upstream was asked for; that of the last one counts. */
  asks(model: string | undefined): void {
    this.#asked = model;
  }

  /** What was expected, and what holds it. */
  hold(estimate: Estimate, admission: Admission | undefined): void {
    this.#estimate = estimate;
    this.#admission = admission;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** How it was settled; `undefined` before. */
  get spent(): Spent | undefined {
    return this.#spent;
  }

  /** Settles. Only the first call counts. */
  close(end: AnswerEnd): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#take(end);
  }

  /**
   * Settles later, when the function that this answers with is called; it must be called within a bounded time. Until then
   * `soFar` is what is known. The host is kept alive.
   */
  expect(soFar: AnswerEnd): (end: AnswerEnd) => void {
    if (this.#isClosed) return ignore;
    this.#isClosed = true;
    const over = Promise.withResolvers<void>();
    this.#exchange.downstream.background(over.promise);
    if (typeof soFar.countedOutput === 'number') this.#spent = this.#spentOf(soFar, soFar.countedOutput);
    return (end) => {
      this.#take(end);
      over.resolve();
    };
  }

  #take(end: AnswerEnd): void {
    const { countedOutput } = end;
    if (countedOutput instanceof Promise) this.#later(end, countedOutput);
    else this.#settle(end, countedOutput);
  }

  #later(end: AnswerEnd, counted: Promise<number>): void {
    const settled = counted.then(
      (output) => this.#settle(end, output),
      // A count that fails must not leave the reservation open: what was expected is charged.
      () => this.#settle(end, this.#estimate.output),
    );
    this.#exchange.downstream.background(settled);
  }

  #settle(end: AnswerEnd, countedOutput: number): void {
    this.#spent = this.#spentOf(end, countedOutput);
    const settled = this.#admission?.settle(this.#spent);
    if (settled instanceof Promise) this.#exchange.downstream.background(settled);
    this.#onSettled?.(this.#exchange, this.#spent);
  }

  #spentOf(end: AnswerEnd, countedOutput: number): Spent {
    const upstream = this.#exchange.attempts.at(-1)?.upstream;
    const usage = this.#usageOf(end, countedOutput);
    return { usage, model: end.model ?? this.#asked, asked: this.#asked, upstream, outcome: end.outcome };
  }

  /**
   * What is charged. An answer that failed before its first content costs nothing, unless the provider told what it used
   * up to there; a client that leaves pays for the input it had read, or leaving early would be free.
   */
  #usageOf(
    { outcome, reported, reportsBeginning = false, hasContent, isUnread }: AnswerEnd,
    countedOutput: number,
  ): MeasuredUsage | undefined {
    const isTold = reported !== undefined && !reportsBeginning;
    const isCharged = outcome === 'completed' || hasContent || isTold || (outcome === 'client-left' && this.#wasSent());
    const goesOn = this.#isInBackground && !reported && isGivenUp.has(outcome) && this.#wasSent();
    if (!isCharged && !goesOn) return undefined;
    if (isUnread || goesOn) return estimated(this.#estimate, countedOutput);
    const countedInput = this.#estimate.input;
    const isComplete = (outcome === 'completed' || outcome === 'error') && !reportsBeginning;
    return measuredUsage({ reported, isComplete, countedInput, countedOutput });
  }

  #wasSent(): boolean {
    return this.#exchange.attempts.some(({ fault, status }) => status !== undefined || fault?.unsent === false);
  }
}

/** Ends of a request that do not tell how the model ended. */
const isGivenUp: ReadonlySet<string> = new Set(['cut', 'stalled', 'client-left']);

/** What an answer is charged that nobody could read: what was expected of it, or more where it is longer than that. */
function estimated({ input, output }: Estimate, countedOutput: number): MeasuredUsage {
  return { ...unused, input, output: Math.max(output, countedOutput), source: 'estimated' };
}

function ignore(): void {}
