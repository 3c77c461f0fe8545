import { collectRequest } from '../engine/collect-request.ts';
import { type Finished, type Routed, slot } from '../engine/exchange.ts';
import type { Handler } from '../engine/handler.ts';
import type { UpstreamResponse } from '../platform/transport.ts';
import type { Taken } from '../upstream/attempts.ts';
import type { FallbackTriggers, Unfit } from '../upstream/fallback/fallback.ts';
import type { AiRequest } from './ai-request.ts';
import { dialectFor } from './dialects/index.ts';
import { errorAnswer } from './exit/error-answer.ts';
import type { Inference } from './inference.ts';
import { InferenceRun } from './inference-run.ts';
import { withNamedModel } from './routing/named-model.ts';

const running = slot<InferenceRun>();

/** Sends requests to models, limited, guarded and routed by what they ask for, and answers with what the models say. */
export function inferenceHandler(inference: Inference): Handler {
  return {
    name: 'inference',

    async answer(exchange) {
      const run = new InferenceRun(inference, exchange, await readRequest(inference, exchange));
      exchange.set(running, run);
      return run.answer();
    },

    finish(exchange) {
      exchange.get(running)?.finish(exchange as Finished & Routed);
    },

    error(exchange, fault) {
      return errorAnswer(dialectFor(exchange.received.path, inference.family), exchange, fault);
    },
  };
}

/** What an AI route looks at an answer with, before it is taken. */
export function inspectionOf(
  triggers: FallbackTriggers,
): (taken: Taken, exchange: Routed) => Promise<UpstreamResponse | Unfit> {
  return (taken, exchange) => exchange.get(running)!.inspect(taken, triggers);
}

async function readRequest({ family, modelHeader, maxBodyBytes }: Inference, exchange: Routed): Promise<AiRequest> {
  const { path, query, headers } = exchange.request;
  const content = exchange.body === null ? none : await collectRequest(exchange, exchange.body, maxBodyBytes);
  // From here on the body is in memory; upstreams get copies of it.
  exchange.body = null;
  const dialect = content.byteLength === 0 && !asks(exchange) ? dialectFor('/', family) : dialectFor(path, family);
  return withNamedModel(dialect.read(content, path, query), headers, modelHeader);
}

/** Lists of models and the like are asked for without a body. */
function asks({ request: { method } }: Routed): boolean {
  return method === 'POST';
}

const none = new Uint8Array(0);
