import type { Dialect } from '../../../../shared/ai/dialects/dialect.ts';
import type { EventFormat } from '../../../../shared/ai/events/event-formats.ts';
import type { Usage } from '../../../../shared/ai/usage.ts';

/** What a dialect must make of requests, answers and streams. */
export interface DialectFixture {
  readonly dialect: Dialect;
  readonly path: string;
  readonly requests: readonly RequestFixture[];
  /** Bodies that are refused, with what the client is told. */
  readonly wrong: readonly (readonly [body: string, told: RegExp])[];
  readonly answers: readonly AnswerFixture[];
  readonly streams: readonly StreamFixture[];
  /** 200 answers that are errors, with status and code. */
  readonly errors: readonly (readonly [body: string, status: number, code: string])[];
}

export interface RequestFixture {
  readonly says: string;
  readonly body: string;
  readonly path?: string;
  readonly model?: string;
  readonly stream?: boolean;
  readonly maxOutput?: number;
  readonly choices?: number;
  /** `role: text`, in order. */
  readonly texts: readonly string[];
}

export interface AnswerFixture {
  readonly says: string;
  readonly body: string;
  readonly usage: Partial<Usage> | undefined;
  readonly model?: string;
  readonly texts: readonly string[];
}

export interface StreamFixture {
  readonly says: string;
  readonly format: EventFormat;
  readonly wire: string;
  /** `kind` or `kind: text` of each event. */
  readonly events: readonly string[];
  readonly usage: Partial<Usage> | undefined;
  readonly model?: string;
  readonly isDone: boolean;
}

/** Events of OpenAI, Gemini and others: data only. */
export function sse(...data: readonly unknown[]): string {
  return data.map((value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`).join('');
}

/** Events with a name that is the type of their data, as Anthropic and the Responses API send them. */
export function named(...data: readonly Readonly<Record<string, unknown>>[]): string {
  return data.map((value) => `event: ${value['type']}\ndata: ${JSON.stringify(value)}\n\n`).join('');
}
