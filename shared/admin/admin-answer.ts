/** What the admin API answers: content as JSON, or a problem as RFC 9457 has it. */
export interface AdminAnswer {
  readonly status: number;
  /** `undefined`: no body. */
  readonly content?: unknown;
  readonly isProblem?: true;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a problem tells beside its status. */
export interface ProblemParts {
  /** Programs match on it; the type of the problem is made of it. */
  readonly code: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Single mistakes, each with its place in what was sent. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** Answers with a problem. */
export function problem(status: number, { headers, code, title, detail, errors }: ProblemParts): AdminAnswer {
  const content = { type: `urn:sentinel:problem:${code}`, title, status, code, detail, errors };
  return { status, content, isProblem: true, ...(headers && { headers }) };
}
