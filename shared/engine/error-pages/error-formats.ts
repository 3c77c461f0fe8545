import { escapeMarkup } from './escape-markup.ts';
import { htmlPage } from './html-page.ts';
import type { PageFacts } from './page-template.ts';

/** The forms an error reply can have. */
export type ErrorFormat = 'json' | 'html' | 'text' | 'xml';

interface FormatRow {
  readonly mediaType: string;
  /** The page when the configuration has none. */
  write(facts: PageFacts): string;
  /** Makes a text safe to stand inside a page of this form. */
  makeSafe(text: string): string;
}

/** How errors are written in each form. */
export const errorFormats: Readonly<Record<ErrorFormat, FormatRow>> = {
  json: { mediaType: 'application/json', write: jsonPage, makeSafe: (text) => JSON.stringify(text).slice(1, -1) },
  html: { mediaType: 'text/html', write: htmlPage, makeSafe: escapeMarkup },
  text: { mediaType: 'text/plain', write: textPage, makeSafe: oneLine },
  xml: { mediaType: 'application/xml', write: xmlPage, makeSafe: escapeMarkup },
};

function jsonPage({ code, message, status, id }: PageFacts): string {
  return `${JSON.stringify({ error: { code, message, status, correlation_id: id } })}\n`;
}

function textPage({ status, title, code, message, id, seconds }: PageFacts): string {
  return `${status} ${title}\n\n${message}\n\nCode: ${code}\nRequest ID: ${oneLine(id)}\nTimestamp: ${seconds}\n`;
}

function xmlPage({ status, title, code, message, id, seconds }: PageFacts): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<error>
  <code>${code}</code>
  <status>${status}</status>
  <title>${escapeMarkup(title)}</title>
  <message>${escapeMarkup(message)}</message>
  <requestId>${escapeMarkup(id)}</requestId>
  <timestamp>${seconds}</timestamp>
</error>
`;
}

function oneLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ');
}
