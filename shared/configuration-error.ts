import { formatProblem } from './config/format-problem.ts';
import type { Problem } from './config/problem.ts';

/** A configuration that cannot be used. The message names every error, one a line, with its place. */
export class ConfigurationError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    super(['the configuration cannot be used:', ...errors.map(formatProblem)].join('\n'));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}
