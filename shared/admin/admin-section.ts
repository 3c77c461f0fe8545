import type { GenericSchema } from 'valibot';
import type { KeyCaller } from '../keys/key-office.ts';
import type { AdminAnswer } from './admin-answer.ts';
import type { AdminParts } from './admin-parts.ts';

/** A part of the admin API: a row of the table in `admin/index.ts`. What it describes is what it does. */
export interface AdminSection {
  /** Tells its operations from others in the description. */
  readonly name: string;
  /** One sentence for the description. */
  readonly about: string;
  /** Whether it has something to work on. */
  isThere(parts: AdminParts): boolean;
  readonly operations: readonly AdminOperation[];
}

/** One thing that can be asked for. */
export interface AdminOperation {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** Below the prefix of the route, with parts such as `/:id` that are anything. */
  readonly path: string;
  /** One sentence for the description, and its name there. */
  readonly about: string;
  readonly name: string;
  /** What the query may hold. All of it is text. */
  readonly query?: GenericSchema<unknown, Readonly<Record<string, string | undefined>>>;
  /** What the body must be, as JSON. An operation without it takes no body. */
  readonly body?: GenericSchema;
  /** What it may answer beside what every operation may. */
  readonly answers: Readonly<Record<number, string>>;
  run(call: AdminCall, parts: AdminParts): AdminAnswer | Promise<AdminAnswer>;
}

/** What was asked for. */
export interface AdminCall {
  /** The parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** What the schema of the operation made of the body. */
  readonly body: unknown;
  /** Who asked, for the audit log. */
  readonly by: AdminCaller;
}

/** Who asked, as the audit log tells it. */
export type AdminCaller = KeyCaller;

/** Types an operation by its body. */
export function operationWith<Body>(
  operation: Omit<AdminOperation, 'body' | 'run'> & {
    readonly body: GenericSchema<unknown, Body>;
    run(call: AdminCall & { readonly body: Body }, parts: AdminParts): AdminAnswer | Promise<AdminAnswer>;
  },
): AdminOperation {
  // The app runs an operation on nothing that its schema has not made.
  return operation as unknown as AdminOperation;
}
