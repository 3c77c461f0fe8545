import type { TextPiece } from '../ai-request.ts';
import type { Circumstances } from './agent/second-opinion.ts';
import type { ContentJudge } from './content-judge.ts';
import type { ContentOptions } from './content-options.ts';
import type { AnswerGuard, GuardVerdict, PieceVerdict } from './guard.ts';
import { JsonChannel } from './text/json-channel.ts';
import { isJsonChannel } from './text/json-place.ts';
import { type Channel, TextChannel } from './text/text-channel.ts';

/** Follows one answer for a guard of contents. */
export class ContentWatch implements AnswerGuard {
  readonly #options: ContentOptions;
  readonly #judge: ContentJudge;
  readonly #circumstances: Circumstances;
  readonly #channels = new Map<string, Channel>();
  readonly #found = new Map<string, number>();
  /** Kinds of finds that were told of. */
  #told = 0;
  /** What an agent is shown when the stream is over. */
  #heard = '';
  #isClosed = false;

  constructor(options: ContentOptions, judge: ContentJudge, circumstances: Circumstances) {
    this.#options = options;
    this.#judge = judge;
    this.#circumstances = circumstances;
  }

  whole(texts: readonly TextPiece[]): GuardVerdict | Promise<GuardVerdict> {
    return this.#judge.judge(texts, this.#circumstances);
  }

  piece(channel: string, text: string): PieceVerdict {
    if (this.#options.opinion !== undefined && this.#heard.length < maxHeard) this.#heard += text;
    return this.#verdict(text, this.#open(channel).push(text));
  }

  end(channel: string): PieceVerdict {
    const open = this.#channels.get(channel);
    if (open === undefined) return { kind: 'deliver', text: '' };
    this.#channels.delete(channel);
    return this.#verdict('', open.end());
  }

  drop(channel: string): void {
    this.#channels.delete(channel);
  }

  holds(channel: string): boolean {
    const { action } = this.#options;
    return action !== 'log' && action !== 'warn' && this.#channels.get(channel)?.isHolding === true;
  }

  /** The stream is over; an agent hears of it after the fact, for the log alone. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { opinion, report, name } = this.#options;
    if (opinion === undefined || this.#heard === '') return;
    const { exchange, where } = this.#circumstances;
    const tell = opinion.of(this.#heard, this.#circumstances).then((inspection) => {
      if (!inspection?.detected) return;
      const categories = new Map(inspection.detections.slice(0, 32).map(({ category }) => [category, 1]));
      report({ exchange, guard: name, where, action: 'log', categories, score: inspection.confidence });
    });
    // The failure has been reported where it happened; there is nothing left to refuse.
    tell.catch(() => {});
  }

  #open(name: string): Channel {
    const known = this.#channels.get(name);
    if (known !== undefined) return known;
    const { finders } = this.#options;
    const onFind = this.#judge.onFind(this.#found);
    const channel = isJsonChannel(name) ? new JsonChannel(finders, onFind) : new TextChannel(finders, onFind);
    this.#channels.set(name, channel);
    return channel;
  }

  #verdict(came: string, may: string): PieceVerdict {
    const { action, block } = this.#options;
    this.#tell();
    if (action === 'block' && this.#found.size > 0) return { kind: 'block', code: block.code, message: block.message };
    // What is only told of is not held back.
    return { kind: 'deliver', text: action === 'log' || action === 'warn' ? came : may };
  }

  #tell(): void {
    if (this.#found.size === this.#told) return;
    this.#told = this.#found.size;
    const { report, name, actionName } = this.#options;
    const { exchange, where } = this.#circumstances;
    report({ exchange, guard: name, where, action: actionName, categories: new Map(this.#found) });
  }
}

/** Characters of a stream that an agent is shown. */
const maxHeard = 1024 * 1024;
