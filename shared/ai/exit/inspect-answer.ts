import { Fault } from '../../errors/fault.ts';
import { BytesBody } from '../../http/bytes-body.ts';
import type { UpstreamResponse } from '../../platform/transport.ts';
import type { Unfit } from '../../upstream/fallback/fallback.ts';
import type { Taken } from '../../upstream/taken.ts';
import type { AiRequest } from '../ai-request.ts';
import type { Inference } from '../inference.ts';
import { answerKind } from './answer-kind.ts';
import { readDocument } from './document.ts';
import { FirstContent } from './first-content.ts';
import { PeekedBody } from './peeked-body.ts';
import { readableResponse } from './readable-response.ts';

/** What an answer is looked at with. */
export interface Inspection {
  readonly inference: Pick<Inference, 'platform' | 'maxAnswerBytes'>;
  /** As the upstream was asked. */
  readonly request: AiRequest;
  /** Longest wait for the first content, from when the request was sent, and what is told when it is over. */
  readonly limit: { readonly ms: number; readonly reason: string };
}

/**
 * Whether an answer will do, while there is another upstream to ask: a stream is held until its first content, a
 * document until its end. What is held goes to the client afterwards, from its first byte.
 */
export async function inspectAnswer(taken: Taken, inspection: Inspection): Promise<UpstreamResponse | Unfit> {
  const what = answerKind(taken.response.head, inspection.request);
  const isRead = what.kind === 'document' || what.kind === 'stream';
  if (!isRead || taken.response.body === null) return taken.response;
  try {
    const response = readableResponse(taken.response);
    if (what.kind !== 'stream') return await inspectDocument(response, inspection);
    const reader = inspection.request.dialect.reader(inspection.request);
    return await inspectStream(response, taken, new FirstContent(what.format, reader), inspection);
  } catch (error) {
    return { fault: Fault.from(error), reason: broken };
  }
}

async function inspectDocument(response: UpstreamResponse, inspection: Inspection): Promise<UpstreamResponse | Unfit> {
  const document = await readDocument(response.body!, inspection.inference.maxAnswerBytes);
  if (document.kind === 'long') return { ...response, body: document.body };
  const error = document.json && inspection.request.dialect.errorOf(document.json);
  if (error) return { fault: new Fault('upstream_model_error', { detail: error.message.slice(0, 500) }), reason: told };
  return { ...response, body: new BytesBody(document.content) };
}

async function inspectStream(
  response: UpstreamResponse,
  taken: Taken,
  looking: FirstContent,
  { inference, limit }: Inspection,
): Promise<UpstreamResponse | Unfit> {
  const body = new PeekedBody(response.body!, inference.maxAnswerBytes);
  const tooLate = new Fault('first_token_timeout', { detail: `no content for ${limit.ms} ms` });
  const wait = Math.max(0, limit.ms - taken.outcome.tookMs);
  const timer = inference.platform.timers.after(wait, () => body.stop(tooLate));
  const seen = await body.peek(looking);
  timer.cancel();
  if (seen instanceof Fault) return { fault: seen, reason: seen === tooLate ? limit.reason : broken };
  if (looking.error) {
    body.cancel(looking.error);
    return { fault: looking.error, reason: told };
  }
  if (seen === 'whole' && !looking.isFound && !looking.isDone) {
    return { fault: new Fault('upstream_body_broken', { detail: 'the stream ended without content' }), reason: broken };
  }
  return { ...response, body };
}

const broken = 'broken_before_content';
const told = 'error_in_answer';
