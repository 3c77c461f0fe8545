import type { Answered, Exchange } from '../../engine/exchange.ts';
import type { Reply } from '../../engine/reply.ts';
import type { Body } from '../../http/body.ts';
import { asksForUsage } from '../dialects/openai-requests.ts';
import type { EventFormat } from '../events/event-formats.ts';
import { GuardLine } from '../guardrails/stream/guard-line.ts';
import { GuardedOutput } from '../guardrails/stream/guarded-output.ts';
import { streamTranslator } from '../translate/stream-translator.ts';
import { UsageChunkFilter } from '../usage/usage-chunk-filter.ts';
import type { AnswerParts } from './answer-parts.ts';
import { blockedAs } from './error-answer.ts';
import { ModelStream } from './model-stream.ts';
import { OutputCount } from './output-count.ts';
import { PlainOutput, type StreamOutput } from './stream-output.ts';
import { isTranslated } from './translated-document.ts';
import { TranslatedOutput } from './translated-output.ts';

/** The answer to a client of a stream of events. */
export function streamAnswer(body: Body, format: EventFormat, parts: AnswerParts): Reply {
  const { inference, exchange, asked, settlement, admission, headers } = parts;
  headers.delete('content-length');
  // Proxies on the way must neither collect nor compress events.
  headers.set('x-accel-buffering', 'no');
  headers.set('cache-control', headers.get('cache-control') ?? 'no-cache');
  admission?.tell(headers);
  const stream = new ModelStream(body, {
    format,
    reader: asked.dialect.reader(asked),
    output: guardedOutput(outputOf(format, parts), format, parts),
    counted: new OutputCount(inference.estimator, asked.model),
    hidden: parts.hidden,
    waits: inference.waits,
    sentAt: exchange.attempts.at(-1)?.startedAt ?? exchange.startedMono,
    platform: inference.platform,
    blockedAs: () => exchange.get(blockedAs),
    onEnd: (end) => settlement.close(end),
    awaitsUsage: asksForUsage(asked),
    onLeft: (soFar) => settlement.expect(soFar),
    onFirstToken: parts.onFirstToken,
  });
  return { head: { status: 200, headers }, body: stream };
}

/** What the client is sent: the events as they came, or in its own dialect. */
function outputOf(format: EventFormat, parts: AnswerParts): StreamOutput {
  const { inference, request, headers } = parts;
  if (!isTranslated(parts)) return new PlainOutput(request.dialect, format, new UsageChunkFilter(request));
  headers.set('content-type', 'text/event-stream; charset=utf-8');
  return new TranslatedOutput(streamTranslator(request.dialect, inference.platform.clock.now(), asksForUsage(request)));
}

/** What the guards of the route let through of a stream. */
function guardedOutput(
  output: StreamOutput,
  format: EventFormat,
  { inference, request, asked, headers, exchange: routed }: AnswerParts,
): StreamOutput {
  if (inference.guards.length === 0) return output;
  const exchange: Exchange = routed;
  exchange.answered({ status: 200, headers });
  const watching = inference.guards.flatMap((guard) => guard.response?.(exchange as Answered, request) ?? []);
  if (watching.length === 0) return output;
  const line = new GuardLine(watching, (code) => exchange.set(blockedAs, code));
  const hides = inference.guards.some((guard) => guard.mustRead === true);
  return new GuardedOutput(output, line, { format, hides, isJson: asked.dialect.name !== 'generic' });
}
