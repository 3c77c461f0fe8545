import type { Problem } from './problem.ts';

/** One line for a person: `file:line:column: path: what is wrong; what to write`. */
export function formatProblem({ severity, file, line, column, path, message, hint }: Problem): string {
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  const subject = path === '' ? '' : `${path}: `;
  const kind = severity === 'warning' ? 'warning: ' : '';
  return visible(`${place}: ${kind}${subject}${message}${hint === undefined ? '' : `; ${hint}`}`);
}

/** Names and values stand in messages as they were written; none of them may end the line or steer a terminal. */
function visible(line: string): string {
  return line.replace(unseen, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}

/** What moves the cursor or turns the direction of writing. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Problems in the order in which a reader of the files meets them. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  return [...problems].sort(
    (left, right) =>
      files.indexOf(left.file) - files.indexOf(right.file) || left.line - right.line || left.column - right.column,
  );
}
