import type { Answered, Routed } from '../engine/exchange.ts';
import { slot } from '../engine/exchange.ts';
import type { FilterHooks, Verdict } from '../engine/filter.ts';
import type { ApiRules } from './api-rules.ts';
import type { Operation } from './openapi/operation.ts';
import { refusal, refusedAnswer } from './refusal.ts';
import { judgeRequest } from './request-judge.ts';
import { answerRuleFor, judgeAnswer, judgeAnswerHead } from './response-judge.ts';

/**
 * The checks of a route whose API is described. They come after its filters, so that whoever may not ask learns nothing
 * of what is asked for, and judge what the client sent. Answers are judged before anything else is done with them.
 */
export function apiChecks(rules: ApiRules): FilterHooks {
  const asked = slot<Asked>();
  return {
    onRequest(exchange) {
      const found = rules.operations?.find(exchange.received.method, exchange.path);
      const operation = found?.kind === 'found' ? found.operation : undefined;
      exchange.set(asked, { operation });
      if (rules.checksResponses) askForWhole(exchange);
      if (!rules.checksRequests) return undefined;
      const judged = judgeRequest(exchange, rules, found);
      return judged instanceof Promise
        ? judged.then((refused) => verdict(exchange, refused))
        : verdict(exchange, judged);
    },
    ...(rules.checksResponses && {
      onResponseBody: {
        limit(exchange: Answered) {
          const reached = exchange.get(asked);
          if (!reached || exchange.fault) return undefined;
          const rule = answerRuleFor(exchange, rules, reached.operation);
          if (!rule) return undefined;
          judgeAnswerHead(exchange, rule);
          return rule.content ? rules.maxBytes : undefined;
        },
        run(exchange: Answered, content: Uint8Array | undefined) {
          const rule = answerRuleFor(exchange, rules, exchange.get(asked)?.operation);
          if (content && rule?.content) judgeAnswer(exchange, content, rule.content);
        },
      },
      answerInstead: refusedAnswer,
    }),
  };
}

/** That a request came through all filters, and what it asks for. */
interface Asked {
  readonly operation: Operation | undefined;
}

/** What is coded, or a part, cannot be judged: whoever answers is asked for neither. */
function askForWhole(exchange: Routed): void {
  const headers = exchange.request.headers.copy();
  headers.set('accept-encoding', 'identity');
  for (const name of ['range', 'if-range']) headers.delete(name);
  exchange.request = { ...exchange.request, headers };
}

function verdict(exchange: Routed, refused: Parameters<typeof refusal>[1] | undefined): Verdict {
  return refused && refusal(exchange, refused);
}
