import { Fault } from '../../../errors/fault.ts';
import type { AnswerGuard, PieceVerdict } from '../guard.ts';

/** The guards that watch one answer, one behind the other: each gets what those before it let through. */
export class GuardLine {
  readonly #guards: readonly AnswerGuard[];
  readonly #onBlocked: (code: string) => void;

  constructor(guards: readonly AnswerGuard[], onBlocked: (code: string) => void) {
    this.#guards = guards;
    this.#onBlocked = onBlocked;
  }

  /** What may be delivered of a channel after a piece of it. Throws `Fault('guardrail_blocked')`. */
  piece(channel: string, text: string): string {
    return this.#guards.reduce((left, guard) => (left === '' ? '' : this.#text(guard.piece(channel, left))), text);
  }

  /** What was held back of a channel. Throws `Fault('guardrail_blocked')`. */
  end(channel: string): string {
    let held = '';
    for (const guard of this.#guards) {
      const passed = held === '' ? '' : this.#text(guard.piece(channel, held));
      held = passed + this.#text(guard.end(channel));
    }
    return held;
  }

  /** What may be delivered of a text of which more will come, in the same words and then others. */
  beginning(channel: string, text: string): string {
    const may = this.piece(channel, text);
    for (const guard of this.#guards) guard.drop(channel);
    return may;
  }

  /** Whether something is held back of a channel. */
  holds(channel: string): boolean {
    return this.#guards.some((guard) => guard.holds(channel));
  }

  /** The answer is over. */
  close(): void {
    for (const guard of this.#guards) guard.close?.();
  }

  #text(verdict: PieceVerdict): string {
    if (verdict.kind === 'deliver') return verdict.text;
    this.#onBlocked(verdict.code);
    throw new Fault('guardrail_blocked', { text: verdict.message, detail: verdict.code });
  }
}
