import { compileErrorStyle, type ErrorPageOptions } from '../engine/error-pages/compile-error-style.ts';
import { errorReply } from '../engine/error-reply.ts';
import type { Answered } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import { Fault } from '../errors/fault.ts';

/** What `error-pages` is told. */
export interface ErrorPagesOptions extends ErrorPageOptions {
  /** Statuses of the upstream whose answers give way to a page of ours. */
  readonly intercept: readonly number[];
}

/** Says what errors look like: those that Sentinel answers itself, and those of the upstream that are listed. */
export const errorPages = defineFilter({
  name: 'error-pages',
  create({ intercept, ...pages }: ErrorPagesOptions) {
    const style = compileErrorStyle(pages, 'web');
    const intercepted = new Set(intercept);
    return {
      errorStyle: style,
      ...(intercepted.size > 0 && {
        answerInstead(exchange: Answered) {
          const { status } = exchange.response;
          if (!intercepted.has(status) || !isOfUpstream(exchange)) return undefined;
          const fault = new Fault(status === 404 ? 'not_found' : 'upstream_error', {
            status,
            text: textOf(status),
            ...kept(exchange),
          });
          const { trace, received, startedAt } = exchange;
          return errorReply(fault, { id: trace.id, head: received, style, now: startedAt });
        },
      }),
    };
  },
});

/** Whether an upstream answered, rather than Sentinel in its place. */
function isOfUpstream({ fault, attempts }: Answered): boolean {
  return fault === undefined && attempts.length > 0;
}

/** A page of one's own must not hide what a client needs to go on. */
function kept({ response: { headers } }: Answered): { readonly headers: Readonly<Record<string, string>> } {
  const fields: Record<string, string> = {};
  for (const name of ['www-authenticate', 'retry-after', 'allow']) {
    const value = headers.joined(name);
    if (value !== undefined) fields[name] = value;
  }
  return { headers: fields };
}

function textOf(status: number): string {
  return status >= 500 ? 'The server could not answer the request.' : 'The server refused the request.';
}
