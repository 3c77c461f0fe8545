import { type GenericSchema, safeParse } from 'valibot';
import { Fault } from '../errors/fault.ts';
import { type LedgerOperation, type LedgerRequests, ledgerRequests } from './http-requests.ts';
import type { Ledger } from './ledger.ts';

/** An answer to be sent as JSON. */
export interface FaceAnswer {
  readonly status: number;
  readonly text: string;
}

/** Asks a ledger what the text of a request says. Never rejects. */
export async function askByText(ledger: Ledger, operation: LedgerOperation, text: string): Promise<FaceAnswer> {
  return answerTo(() => asks[operation](ledger, text));
}

/** What a ledger answered, or why it could not: 400 to what cannot be counted, 503 when it cannot be asked. */
export async function answerTo(ask: () => unknown): Promise<FaceAnswer> {
  try {
    return { status: 200, text: JSON.stringify(await ask()) };
  } catch (error) {
    const { code, detail } = Fault.from(error);
    const text = JSON.stringify({ error: code, detail });
    return { status: code === 'ledger_unavailable' ? 503 : 400, text };
  }
}

/** What the text of a request says. Throws a fault for what is no request. */
export function parsedAs<Request>(schema: GenericSchema<unknown, Request>, text: string): Request {
  const read = safeParse(schema, jsonOf(text));
  if (read.success) return read.output;
  throw new Fault('bad_request', { detail: 'no request of a ledger' });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const rows: {
  readonly [Operation in LedgerOperation]: (ledger: Ledger, request: LedgerRequests[Operation]) => unknown;
} = {
  spend: (ledger, { claims }) => ledger.spend(claims),
  reserve: (ledger, reservation) => ledger.reserve(reservation),
  settle: (ledger, { id, amounts }) => ledger.settle(id, amounts),
  release: (ledger, { id }) => ledger.release(id),
  read: (ledger, { counters }) => ledger.read(counters),
};

/** The paths that a ledger has over HTTP, without what stands before them. */
export const ledgerOperations = Object.keys(rows) as readonly LedgerOperation[];

const asks = Object.fromEntries(ledgerOperations.map((operation) => [operation, askOf(operation)])) as Readonly<
  Record<LedgerOperation, (ledger: Ledger, text: string) => unknown>
>;

function askOf<Operation extends LedgerOperation>(operation: Operation): (ledger: Ledger, text: string) => unknown {
  const schema: GenericSchema<unknown, LedgerRequests[Operation]> = ledgerRequests[operation];
  const row: (ledger: Ledger, request: LedgerRequests[Operation]) => unknown = rows[operation];
  return (ledger, text) => row(ledger, parsedAs(schema, text));
}
