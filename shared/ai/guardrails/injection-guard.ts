import type { Exchange, Routed } from '../../engine/exchange.ts';
import type { AiRequest, TextPiece } from '../ai-request.ts';
import type { SecondOpinion } from './agent/second-opinion.ts';
import { count, type Report } from './finding.ts';
import type { Guard, GuardVerdict } from './guard.ts';
import { joinedTexts } from './injection/joined-texts.ts';
import { judge, type Opinion } from './injection/judge.ts';
import { unreadVerdict } from './unread-verdict.ts';

/** How attempts are looked for, and what happens to them. */
export interface InjectionOptions {
  /** As it is named in the configuration. */
  readonly name: string;
  /** Whether the detector of our own judges; an agent may do so beside it or instead. */
  readonly usesDetector: boolean;
  readonly opinion: SecondOpinion | undefined;
  readonly action: 'block' | 'warn' | 'log';
  /** Lets requests pass that cannot be read. */
  readonly failsOpen?: boolean;
  /** Score from which a text is an attempt, 0 to 1. */
  readonly threshold: number;
  /** What a score counts by who speaks, 0 to 1. */
  readonly weights: Readonly<Record<'user' | 'tool' | 'definition' | 'assistant' | 'system', number>>;
  /** Characters of one request that are looked at. */
  readonly maxText: number;
  /** What happens to a longer one: it counts as found, or its beginning and its end are looked at. */
  readonly onLonger: 'sample' | 'block';
  readonly block: { readonly status: number; readonly code: string; readonly message: string };
  readonly report: Report;
}

/** Looks for attempts to turn a model against its instructions, in every text of a request. */
export class InjectionGuard implements Guard {
  readonly name: string;
  readonly #options: InjectionOptions;

  constructor(options: InjectionOptions) {
    this.name = options.name;
    this.#options = options;
  }

  request(exchange: Routed, request: AiRequest): GuardVerdict | Promise<GuardVerdict> {
    const { usesDetector, opinion, maxText, onLonger } = this.#options;
    const texts = request.dialect.texts(request.json).filter(({ role }) => this.#weightOf(role) > 0);
    const length = texts.reduce((sum, { text }) => sum + text.length, 0);
    if (length > maxText && onLonger === 'block') return this.#verdict(exchange, tooLong);
    const looked = length > maxText ? sampled(texts, maxText) : texts;
    const found = usesDetector ? this.#detect(looked) : nothing;
    // What is found here already need not be asked about.
    if (opinion === undefined || looked.length === 0 || found.score >= this.#options.threshold)
      return this.#verdict(exchange, found);
    return this.#ask(exchange, request, looked, found);
  }

  unread(exchange: Routed, why: string): GuardVerdict {
    return unreadVerdict(this.#options, exchange, why);
  }

  #detect(texts: readonly TextPiece[]): Opinion {
    let worst = nothing;
    for (const { role, text } of [...texts, ...joinedTexts(texts)]) {
      const { score, category } = judge(text);
      const weighed = score * this.#weightOf(role);
      if (weighed > worst.score) worst = { score: weighed, category };
    }
    return worst;
  }

  async #ask(
    exchange: Exchange,
    request: AiRequest,
    texts: readonly TextPiece[],
    found: Opinion,
  ): Promise<GuardVerdict> {
    const content = texts.map(({ text }) => text).join('\n');
    const inspection = await this.#options.opinion!.of(content, { exchange, where: 'request', model: request.model });
    if (!inspection?.detected) return this.#verdict(exchange, found);
    const category = inspection.detections[0]?.category ?? 'agent';
    // The agent has a threshold of its own: what it calls an attempt is one.
    return this.#verdict(exchange, { score: Math.max(inspection.confidence, this.#options.threshold), category });
  }

  #verdict(exchange: Exchange, { score, category }: Opinion): GuardVerdict {
    const { name, action, threshold, block, report, maxText } = this.#options;
    if (score < threshold) return { kind: 'pass' };
    const categories = new Map<string, number>();
    count(categories, category);
    report({ exchange, guard: name, where: 'request', action, categories, score });
    if (action === 'block') {
      const isLong = category === tooLong.category;
      const message = isLong
        ? `Request blocked: longer than the ${maxText} characters that are checked`
        : block.message;
      return { kind: 'block', ...block, message };
    }
    if (action === 'log') return { kind: 'pass' };
    return { kind: 'pass', warning: `${name}-detected; category=${category}; score=${score.toFixed(2)}` };
  }

  #weightOf(role: string): number {
    const { weights } = this.#options;
    return weights[speakers[role] ?? 'user'];
  }
}

/** The names that dialects have for who speaks. Unknown ones count as users. */
const speakers: Readonly<Record<string, keyof InjectionOptions['weights']>> = {
  user: 'user',
  tool: 'tool',
  function: 'tool',
  definition: 'definition',
  assistant: 'assistant',
  model: 'assistant',
  system: 'system',
  developer: 'system',
};

const nothing: Opinion = { score: 0, category: 'unknown' };
const tooLong: Opinion = { score: 1, category: 'too-long' };

/** The beginning and the end of each text, all together as long as may be; short ones whole. */
function sampled(texts: readonly TextPiece[], most: number): readonly TextPiece[] {
  let left = most;
  return texts
    .toSorted((a, b) => a.text.length - b.text.length)
    .map((piece, index) => {
      const share = Math.floor(left / (texts.length - index));
      const text =
        piece.text.length <= share
          ? piece.text
          : `${piece.text.slice(0, Math.ceil(share / 2))}\n${piece.text.slice(piece.text.length - Math.floor(share / 2))}`;
      left -= Math.min(piece.text.length, share);
      return { ...piece, text };
    });
}
