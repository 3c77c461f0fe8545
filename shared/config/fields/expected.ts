import type { BaseIssue } from 'valibot';

/** The message of a value of the wrong kind, made when it is needed. */
export function expected(what: string): (issue: BaseIssue<unknown>) => string {
  return ({ input }) => `expected ${what}, found ${found(input)}`;
}

/** A value as it is named in a message: short, and never more than the reader wrote. */
export function found(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  // A program may write what no text can.
  if (typeof value !== 'object') return `a ${typeof value}`;
  return Array.isArray(value) ? 'a list' : 'a block';
}
