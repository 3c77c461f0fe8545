import type { Answered, Exchange, Routed } from '../../engine/exchange.ts';
import type { AiRequest } from '../ai-request.ts';
import type { JsonObject } from '../json.ts';
import { ContentJudge } from './content-judge.ts';
import type { ContentOptions } from './content-options.ts';
import { ContentWatch } from './content-watch.ts';
import type { AnswerGuard, Guard, GuardVerdict } from './guard.ts';
import { unreadVerdict } from './unread-verdict.ts';

/** Looks for things in texts, and blocks, replaces or tells of what it finds. */
export class ContentGuard implements Guard {
  readonly name: string;
  readonly mustRead: boolean;
  readonly #options: ContentOptions;
  readonly #judge: ContentJudge;

  constructor(options: ContentOptions) {
    this.name = options.name;
    this.mustRead = options.onResponse && (options.action === 'block' || options.action === 'replace');
    this.#options = options;
    this.#judge = new ContentJudge(options);
  }

  request(exchange: Routed, request: AiRequest): GuardVerdict | Promise<GuardVerdict> {
    const { onRequest, refusesStreams, block } = this.#options;
    if (refusesStreams && request.stream)
      return { kind: 'block', status: 400, code: block.code, message: 'Streams are not allowed here.' };
    if (this.mustRead && !request.stream && asksForLogprobs(request.json))
      return { kind: 'block', status: 400, code: block.code, message: noLogprobs };
    if (!onRequest) return { kind: 'pass' };
    const { dialect, json, model } = request;
    return this.#judge.judge(dialect.texts(json), { exchange, where: 'request', model });
  }

  unread(exchange: Routed, why: string): GuardVerdict {
    return this.#options.onRequest ? unreadVerdict(this.#options, exchange, why) : { kind: 'pass' };
  }

  passUnread(exchange: Exchange): boolean {
    const { name, failsOpen = false, report } = this.#options;
    report({ exchange, guard: name, where: 'response', action: failsOpen ? 'pass' : 'block', categories: unreadable });
    return failsOpen;
  }

  response(exchange: Answered, request: AiRequest): AnswerGuard | undefined {
    if (!this.#options.onResponse) return undefined;
    return new ContentWatch(this.#options, this.#judge, { exchange, where: 'response', model: request.model });
  }
}

const unreadable: ReadonlyMap<string, number> = new Map([['unreadable', 1]]);
const noLogprobs = 'Log probabilities tell each word again, and are not available here.';

/** Events of streams are sent without them; in a whole answer they would tell what was taken away. */
function asksForLogprobs({ logprobs, include }: JsonObject): boolean {
  const isIncluded = Array.isArray(include) && include.some((name) => String(name).endsWith('logprobs'));
  return logprobs === true || (typeof logprobs === 'number' && logprobs > 0) || isIncluded;
}
