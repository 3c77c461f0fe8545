import { type Finished, type Routed, slot } from '../engine/exchange.ts';
import type { Handler } from '../engine/handler.ts';
import { Fault } from '../errors/fault.ts';
import type { UpstreamResponse } from '../platform/transport.ts';
import type { FallbackTriggers, Unfit } from '../upstream/fallback/fallback.ts';
import type { Taken } from '../upstream/taken.ts';
import type { AiRequest } from './ai-request.ts';
import { dialectFor } from './dialects/index.ts';
import { errorAnswer } from './exit/error-answer.ts';
import type { Inference } from './inference.ts';
import { InferenceRun } from './inference-run.ts';
import { noteRefusal } from './note-refusal.ts';
import { dialectOf, readRequest } from './read-request.ts';

const running = slot<InferenceRun>();

/** Sends requests to models, limited, guarded and routed by what they ask for, and answers with what the models say. */
export function inferenceHandler(inference: Inference): Handler {
  return {
    name: 'inference',

    async answer(exchange) {
      let request: AiRequest;
      try {
        request = await readRequest(inference, exchange);
      } catch (error) {
        throw unread(inference, exchange, error);
      }
      const run = new InferenceRun(inference, exchange, request);
      exchange.set(running, run);
      return await run.answer();
    },

    finish(exchange) {
      exchange.get(running)?.finish(exchange as Finished & Routed);
    },

    error(exchange, fault) {
      return errorAnswer(dialectFor(exchange.received.path, inference.family), exchange, fault);
    },
  };
}

/** What cannot be read stands in the log all the same. */
function unread(inference: Inference, exchange: Routed, error: unknown): Fault {
  const fault = Fault.from(error);
  noteRefusal(exchange, dialectOf(inference, exchange), fault);
  return fault;
}

/** What an AI route looks at an answer with, before it is taken. */
export function inspectionOf(
  triggers: FallbackTriggers,
): (taken: Taken, exchange: Routed) => Promise<UpstreamResponse | Unfit> {
  return (taken, exchange) => exchange.get(running)!.inspect(taken, triggers);
}
