import { utf8Bytes } from '../../http/utf8-bytes.ts';
import type { ErrorPage, ErrorStyle } from '../error-reply.ts';
import { type ErrorFormat, errorFormats } from './error-formats.ts';
import { compileTemplate } from './page-template.ts';

/** What a configuration says about error pages. */
export interface ErrorPageOptions {
  readonly defaultFormat?: ErrorFormat | undefined;
  readonly pages: readonly ErrorPageOption[];
}

interface ErrorPageOption {
  readonly status: number;
  readonly format?: ErrorFormat | undefined;
  readonly template?: string | undefined;
  readonly message?: string | undefined;
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/**
 * Makes the look of a route's errors ready. Clients that do not mind get the default format, or without one HTML from
 * a `web` route and JSON from an `api`.
 */
export function compileErrorStyle(options: ErrorPageOptions | undefined, service: 'web' | 'api'): ErrorStyle {
  const preferred = options?.defaultFormat ?? (service === 'web' ? 'html' : 'json');
  const others = (['json', 'html', 'text', 'xml'] as const).filter((format) => format !== preferred);
  return {
    preferred,
    offers: [preferred, ...others].map((format) => errorFormats[format].mediaType),
    pages: new Map(options?.pages.map((page) => [page.status, compilePage(page)])),
  };
}

function compilePage({ format, template, message, headers = [] }: ErrorPageOption): ErrorPage {
  return {
    format,
    template: template === undefined ? undefined : compileTemplate(template),
    message,
    headers: headers.flatMap(([name, value]) => [name.toLowerCase(), utf8Bytes(value)]),
  };
}
