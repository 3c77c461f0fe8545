import { Fault } from '../errors/fault.ts';
import type { Platform } from '../platform/platform.ts';
import { mostAnswerBytes } from './http-answers.ts';
import { LedgerCalls } from './http-calls.ts';
import { ledgerPath } from './http-path.ts';
import { statusFault } from './http-status-fault.ts';
import type { Ledger } from './ledger.ts';
import { type SecretPlace, secretPosts } from './secret-posts.ts';

/** A ledger elsewhere that is asked over HTTP: of a Worker, by its URL, with the path of its ledger where that is not {@link ledgerPath}. */
export type HttpLedgerOptions = SecretPlace;

/** The ledger of a Worker, for servers elsewhere. Throws `Fault('ledger_unavailable')` for a URL that cannot be used. */
export function openHttpLedger(options: HttpLedgerOptions, platform: Pick<Platform, 'transport' | 'timers'>): Ledger {
  const ways = { what: 'the ledger', usualPath: ledgerPath, maxAnswerBytes: mostAnswerBytes };
  const post = secretPosts(options, ways, platform);
  return new LedgerCalls('durable-object', async (operation, json) => {
    const { status, text } = await post(operation, json).catch(refuse);
    if (status === 200) return text;
    throw statusFault(status);
  });
}

function refuse(error: unknown): never {
  const fault = Fault.from(error);
  if (fault.code === 'ledger_unavailable' || fault.code === 'internal') throw fault;
  const detail = `it cannot be reached: ${fault.detail ?? fault.message}`;
  throw new Fault('ledger_unavailable', { detail, cause: fault, unsent: fault.unsent });
}
