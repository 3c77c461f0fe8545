import { type LineFacts, statusOf } from './line-facts.ts';
import { quotedText } from './log-text.ts';

/** A line in the combined format of Apache and nginx, followed by the correlation id and the time taken. */
export function combinedAccessLine({ exchange, tookMs, timestamps }: LineFacts): string {
  const { received, client, trace, ending, startedAt } = exchange;
  const { method, path, query, version, headers } = received;
  const target = query === undefined ? path : `${path}?${query}`;
  const request = quotedText(`${method} ${target} HTTP/${version}`);
  const referer = quotedText(headers.get('referer') ?? '-');
  const agent = quotedText(headers.get('user-agent') ?? '-');
  const sent = `${statusOf(exchange)} ${ending.bytesSent ?? '-'}`;
  const from = `${client.address || '-'} - - [${timestamps.common(startedAt)}]`;
  return `${from} "${request}" ${sent} "${referer}" "${agent}" ${quotedText(trace.id)} ${Math.round(tookMs)}ms`;
}
