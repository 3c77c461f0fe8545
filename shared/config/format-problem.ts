import type { Problem } from './problem.ts';

/** One line for a person: `file:line:column: path: what is wrong; what to write`. */
export function formatProblem({ severity, file, line, column, path, message, hint }: Problem): string {
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  const subject = path === '' ? '' : `${path}: `;
  const kind = severity === 'warning' ? 'warning: ' : '';
  return `${place}: ${kind}${subject}${message}${hint === undefined ? '' : `; ${hint}`}`;
}

/** Problems in the order in which a reader of the files meets them. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  return [...problems].sort(
    (left, right) =>
      files.indexOf(left.file) - files.indexOf(right.file) || left.line - right.line || left.column - right.column,
  );
}
