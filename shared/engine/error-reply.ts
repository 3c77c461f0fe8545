import type { Fault } from '../errors/fault.ts';
import { preferredType } from '../http/accept.ts';
import { BytesBody } from '../http/bytes-body.ts';
import type { RequestHead } from '../http/head.ts';
import { HeaderList } from '../http/header-list.ts';
import { reasonOf } from '../http/reason.ts';
import { type ErrorFormat, errorFormats } from './error-pages/error-formats.ts';
import { fillTemplate, type PageFacts, type PageTemplate } from './error-pages/page-template.ts';
import type { Reply } from './reply.ts';

/** What the errors of a route look like; made by `compileErrorStyle`. */
export interface ErrorStyle {
  /** The form for clients that do not mind. */
  readonly preferred: ErrorFormat;
  /** Media types of all forms, the preferred one first. */
  readonly offers: readonly string[];
  readonly pages: ReadonlyMap<number, ErrorPage>;
}

/** The page a configuration has for one status. What it leaves open is chosen as for any other error. */
export interface ErrorPage {
  readonly format: ErrorFormat | undefined;
  readonly template: PageTemplate | undefined;
  readonly message: string | undefined;
  /** Name and value in turn. */
  readonly headers: readonly string[];
}

/** What an error reply tells beside the fault. */
export interface ErrorContext {
  /** Correlation id. */
  readonly id: string;
  readonly head: RequestHead;
  readonly style: ErrorStyle;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The answer to a request that failed: what the table of codes says in public, in the form that the route and the
 * client agree on, with the fields the fault asks for (`allow`, `retry-after`). Nothing of the inside. As JSON it is
 * `{"error":{"code","message","status","correlation_id"}}`; programs match on `code`.
 */
export function errorReply(fault: Fault, { id, head, style, now }: ErrorContext): Reply {
  const { status } = fault;
  const page = style.pages.get(status);
  const format = page?.format ?? (page?.template ? style.preferred : negotiated(head, style));
  const facts: PageFacts = {
    code: fault.code,
    status,
    title: reasonOf(status),
    message: page?.message ?? fault.text,
    id,
    seconds: Math.floor(now / 1000),
  };
  const { mediaType, write, makeSafe } = errorFormats[format];
  const body = new BytesBody(page?.template ? fillTemplate(page.template, facts, makeSafe) : write(facts));
  const headers = HeaderList.of({
    'content-type': `${mediaType}; charset=utf-8`,
    'content-length': String(body.length),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-correlation-id': id,
  });
  for (const name in fault.headers) headers.set(name, fault.headers[name]!);
  if (page) for (let i = 0; i < page.headers.length; i += 2) headers.set(page.headers[i]!, page.headers[i + 1]!);
  return { head: { status, headers }, body: head.method === 'HEAD' ? null : body };
}

function negotiated({ headers }: RequestHead, { offers, preferred }: ErrorStyle): ErrorFormat {
  const chosen = preferredType(headers.joined('accept'), offers);
  return formatsByType.get(chosen ?? '') ?? preferred;
}

const formatsByType: ReadonlyMap<string, ErrorFormat> = new Map(
  (['json', 'html', 'text', 'xml'] as const).map((format) => [errorFormats[format].mediaType, format]),
);
