import type { TextPiece } from '../ai-request.ts';
import type { Inspection } from './agent/inspection.ts';
import { redactByAgent } from './agent/redact-by-agent.ts';
import type { Circumstances } from './agent/second-opinion.ts';
import type { ContentOptions } from './content-options.ts';
import { count } from './finding.ts';
import type { GuardVerdict } from './guard.ts';
import { JsonChannel } from './text/json-channel.ts';
import { isJsonPlace } from './text/json-place.ts';
import { type OnFind, TextChannel } from './text/text-channel.ts';

/** Judges whole texts by the finders of a guard and by its agent. */
export class ContentJudge {
  readonly #options: ContentOptions;

  constructor(options: ContentOptions) {
    this.#options = options;
  }

  judge(texts: readonly TextPiece[], circumstances: Circumstances): GuardVerdict | Promise<GuardVerdict> {
    const found = new Map<string, number>();
    const changed = texts.map((piece) => this.#byFinders(piece, found));
    if (this.#options.opinion === undefined || texts.length === 0)
      return this.#verdict(changedOf(texts, changed), found, circumstances);
    const judging = this.#options.action === 'replace' ? this.#eachByAgent : this.#allByAgent;
    return judging
      .call(this, changed, found, circumstances)
      .then((judged) => this.#verdict(changedOf(texts, judged), found, circumstances));
  }

  /** What to do with a find: leaves it where it is allowed, and counts it where it is not. */
  onFind(found: Map<string, number>): OnFind {
    const { isAllowed, action, replacement } = this.#options;
    return (category, text) => {
      if (isAllowed(text)) return undefined;
      count(found, category);
      return action === 'replace' ? replacement(category, text) : undefined;
    };
  }

  #byFinders(piece: TextPiece, found: Map<string, number>): TextPiece {
    const { finders } = this.#options;
    const onFind = this.onFind(found);
    const channel = isJsonPlace(piece.place) ? new JsonChannel(finders, onFind) : new TextChannel(finders, onFind);
    const text = channel.push(piece.text) + channel.end();
    return text === piece.text ? piece : { ...piece, text };
  }

  /** Asks about all texts at once: it is not told where in them something is. */
  async #allByAgent(
    pieces: readonly TextPiece[],
    found: Map<string, number>,
    circumstances: Circumstances,
  ): Promise<readonly TextPiece[]> {
    const inspection = await this.#options.opinion!.of(pieces.map(({ text }) => text).join('\n'), circumstances);
    if (inspection) countAll(found, inspection);
    return pieces;
  }

  /** Asks about each text alone, so that what comes back can be put in its place. */
  async #eachByAgent(
    pieces: readonly TextPiece[],
    found: Map<string, number>,
    circumstances: Circumstances,
  ): Promise<readonly TextPiece[]> {
    const { opinion } = this.#options;
    const [asked, rest] = [pieces.slice(0, maxAsked), pieces.slice(maxAsked)];
    const judged = await Promise.all(
      asked.map(async (piece) => {
        const inspection = await opinion!.of(piece.text, circumstances);
        if (!inspection?.detected) return piece;
        countAll(found, inspection);
        return { ...piece, text: redactPiece(piece, inspection) };
      }),
    );
    if (rest.length === 0) return judged;
    // Many short texts are asked about together; a find among them cannot be placed, and all of them are taken away.
    const inspection = await opinion!.of(rest.map(({ text }) => text).join('\n'), circumstances);
    if (!inspection?.detected) return [...judged, ...rest];
    countAll(found, inspection);
    return [...judged, ...rest.map((piece) => ({ ...piece, text: markOf(piece) }))];
  }

  #verdict(
    texts: readonly TextPiece[],
    categories: ReadonlyMap<string, number>,
    { exchange, where }: Circumstances,
  ): GuardVerdict {
    const { name, action, actionName, block, report } = this.#options;
    if (categories.size === 0) return { kind: 'pass' };
    report({ exchange, guard: name, where, action: actionName, categories });
    if (action === 'block') return { kind: 'block', ...block };
    if (action === 'warn') return { kind: 'pass', warning: warningOf(name, categories) };
    return texts.length === 0 ? { kind: 'pass' } : { kind: 'replace', texts };
  }
}

/** What is said in the header of an answer of what was found. */
function warningOf(guard: string, categories: ReadonlyMap<string, number>): string {
  return `${guard}-detected; category=${[...categories.keys()].slice(0, 4).join('+')}`;
}

/** Texts that are asked about one by one. */
const maxAsked = 16;

function changedOf(before: readonly TextPiece[], after: readonly TextPiece[]): readonly TextPiece[] {
  return after.filter((piece, index) => piece.text !== before[index]!.text);
}

function countAll(found: Map<string, number>, { detected, detections }: Inspection): void {
  if (!detected) return;
  for (const { category } of detections) count(found, category);
  if (detections.length === 0) count(found, 'agent');
}

function redactPiece(piece: TextPiece, inspection: Inspection): string {
  const text = redactByAgent(piece.text, inspection, '[REDACTED]');
  return isJsonPlace(piece.place) && !isJson(text) ? markOf(piece) : text;
}

function markOf({ place }: TextPiece): string {
  return isJsonPlace(place) ? '{"redacted":true}' : '[REDACTED]';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
