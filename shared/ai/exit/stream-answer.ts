import type { Reply } from '../../engine/reply.ts';
import type { Body } from '../../http/body.ts';
import type { EventFormat } from '../events/event-formats.ts';
import { UsageChunkFilter } from '../usage/usage-chunk-filter.ts';
import type { AnswerParts } from './answer-parts.ts';
import { ModelStream } from './model-stream.ts';
import { OutputCount } from './output-count.ts';
import { PlainOutput } from './stream-output.ts';

/** The answer to a client of a stream of events. */
export function streamAnswer(body: Body, format: EventFormat, parts: AnswerParts): Reply {
  const { inference, exchange, request, settlement, admission, headers } = parts;
  const { dialect } = request;
  const filter = new UsageChunkFilter(request);
  headers.delete('content-length');
  // Proxies on the way must neither collect nor compress events.
  headers.set('x-accel-buffering', 'no');
  headers.set('cache-control', headers.get('cache-control') ?? 'no-cache');
  admission?.tell(headers);
  const stream = new ModelStream(body, {
    format,
    reader: dialect.reader(),
    output: new PlainOutput(dialect, format, (meaning) => filter.hides(meaning)),
    counted: new OutputCount(inference.estimator, request.model),
    saysWhenDone: dialect.name !== 'generic',
    waits: inference.waits,
    sentAt: exchange.attempts.at(-1)?.startedAt ?? exchange.startedMono,
    platform: inference.platform,
    onEnd: (end) => settlement.close(end),
    onFirstToken: parts.onFirstToken,
  });
  return { head: { status: 200, headers }, body: stream };
}
