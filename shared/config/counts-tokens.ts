import type { Config } from './config.ts';
import { routesIn, scopesOf } from './scopes/scope.ts';

/** Whether a route counts tokens exactly, so that the vocabularies of tokenizers must be there. */
export function countsTokens(config: Config): boolean {
  return scopesOf(config).some((scope) =>
    routesIn(scope).some(
      ({ inference }) => (inference?.rateLimit?.estimationMethod ?? inference?.tokenEstimation) === 'tiktoken',
    ),
  );
}
