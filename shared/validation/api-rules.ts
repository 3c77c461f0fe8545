import type { OperationTable } from './openapi/operation-table.ts';
import type { Check } from './schema/run.ts';

/** What requests and answers of a route must be, made ready. */
export interface ApiRules {
  readonly operations: OperationTable | undefined;
  /** What bodies of requests must be, in place of what the operations say. */
  readonly requestBody: Check | undefined;
  readonly responseBody: Check | undefined;
  readonly checksRequests: boolean;
  readonly checksResponses: boolean;
  /** What is not described is refused. */
  readonly isStrict: boolean;
  /** Largest body that is read to be checked. */
  readonly maxBytes: number;
}
