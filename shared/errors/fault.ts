import { type Code, codes, type FaultSource } from './codes.ts';

/** What is known of a failure beside its code. */
export interface FaultDetail {
  /** For the log only; never sent to a client. */
  readonly detail?: string;
  readonly cause?: unknown;
  /** True when no byte of the request reached the upstream, so that sending it again is safe. */
  readonly unsent?: boolean;
  /** Status to answer with in place of that of the code, where the configuration names one. */
  readonly status?: number;
  /** What the client is told in place of the text of the code, where the configuration has one. */
  readonly text?: string;
  /** Fields the answer must carry: `allow`, `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A failure with a stable code. Thrown for faults only, never to steer the flow. */
export class Fault extends Error {
  readonly code: Code;
  readonly detail: string | undefined;
  readonly unsent: boolean;
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** What the client is told. */
  readonly text: string;
  readonly #status: number | undefined;

  constructor(code: Code, { detail, cause, unsent = false, headers, status, text }: FaultDetail = {}) {
    super(codes[code].title, { cause });
    this.name = 'Fault';
    this.code = code;
    this.detail = detail;
    this.unsent = unsent;
    this.headers = headers;
    this.text = text ?? codes[code].title;
    this.#status = status;
  }

  get status(): number {
    return this.#status ?? codes[this.code].status;
  }

  get source(): FaultSource {
    return codes[this.code].source;
  }

  /** The same failure of a request of which no byte was sent. */
  asUnsent(): Fault {
    if (this.unsent) return this;
    const { detail, headers, cause, text } = this;
    const status = this.#status;
    return new Fault(this.code, {
      ...{ cause, text, unsent: true },
      ...(detail !== undefined && { detail }),
      ...(headers && { headers }),
      ...(status !== undefined && { status }),
    });
  }

  /** The fault itself, or an `internal` fault around whatever else was thrown. */
  static from(error: unknown): Fault {
    return error instanceof Fault ? error : new Fault('internal', { cause: error, detail: String(error) });
  }
}
