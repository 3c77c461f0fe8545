import { Deadline } from '../platform/deadline.ts';
import { BodyPace, graceWaits } from './body-pace.ts';
import type { ServerContext } from './server-context.ts';
import type { ServerOptions } from './server-options.ts';

/** What a connection waits for from its client. */
export type Wait =
  | 'nothing'
  | 'first'
  | 'idle'
  | 'head'
  | 'body'
  | 'rest'
  | 'sign-of-life'
  | 'next-sign-of-life'
  | 'drain';

/** The deadlines of one connection: one for what the client has to send, one for what it has to take. */
export class ConnectionWaits {
  readonly #context: ServerContext;
  readonly #onDue: (wait: Wait) => void;
  readonly #input: Deadline;
  #output: Deadline | undefined = undefined;
  #wait: Wait = 'nothing';
  #pace: BodyPace | undefined = undefined;

  /** `onDue` is told what was waited for in vain. */
  constructor(context: ServerContext, onDue: (wait: Wait) => void) {
    this.#context = context;
    this.#onDue = onDue;
    this.#input = new Deadline(
      context.timers,
      () => context.clock.monotonic(),
      () => {
        const wait = this.#wait;
        this.#wait = 'nothing';
        onDue(wait);
      },
    );
  }

  /** A request has come: what its body takes is counted anew. */
  beginRequest(): void {
    this.await('nothing', 0);
    this.#pace?.reset();
  }

  /**
   * Waits for this from now on. Only the wait for more of a body begins anew when it is already under way; `received`
   * bytes of it have come.
   */
  await(wait: Wait, received: number): void {
    if (wait === 'body') {
      this.#awaitBody(received);
      return;
    }
    if (wait === this.#wait) return;
    if (this.#wait === 'body') this.#pace?.pause(this.#context.clock.monotonic());
    this.#wait = wait;
    if (wait === 'nothing') this.#input.clear();
    else this.#input.set(waitMs(wait, this.#context.options));
  }

  #awaitBody(received: number): void {
    const { clock, options } = this.#context;
    const { bodyTimeoutMs, minBodyBytesPerSecond } = options;
    this.#wait = 'body';
    this.#pace ??= new BodyPace(graceWaits * bodyTimeoutMs, minBodyBytesPerSecond);
    this.#input.set(Math.min(bodyTimeoutMs, this.#pace.await(clock.monotonic(), received)));
  }

  /** Waits for the client to take what was written, or no longer does. */
  awaitDrain(isStalled: boolean): void {
    if (!isStalled) {
      this.#output?.clear();
      return;
    }
    const { timers, clock, options } = this.#context;
    this.#output ??= new Deadline(
      timers,
      () => clock.monotonic(),
      () => this.#onDue('drain'),
    );
    this.#output.set(options.writeTimeoutMs);
  }

  dispose(): void {
    this.#input.dispose();
    this.#output?.dispose();
  }
}

function waitMs(wait: Wait, options: ServerOptions): number {
  switch (wait) {
    case 'first':
    case 'head':
      return options.headTimeoutMs;
    case 'idle':
      return options.idleTimeoutMs;
    case 'rest':
      return options.lingerMs;
    case 'next-sign-of-life':
      return nextSignOfLifeMs;
    default:
      return signOfLifeMs;
  }
}

/** Long enough for nearly every reply to come first, short enough to spare an upstream work for nobody. */
const signOfLifeMs = 50;
const nextSignOfLifeMs = 1000;
