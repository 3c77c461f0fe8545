import { parse } from 'valibot';
import { type LedgerBlock, ledgerSettings } from '../../ledger/ledger-block.ts';
import type { LedgerSettings } from '../../ledger/ledger-settings.ts';
import type { RuntimeName } from '../../platform/platform.ts';
import type { Config } from '../config.ts';
import { ledger as ledgerField } from '../sections/ledger.ts';

/** What a runtime has beside its ports that outlives it. */
export interface Durability {
  readonly runtime: RuntimeName;
  /** Where a file of that name is kept in the directory for what is to be kept; absent where there are no files. */
  readonly stateFile: ((directory: string, name: string) => string) | undefined;
}

/**
 * Where is counted what a restart must not forget: in the `ledger` of the configuration, unless that is in memory; then
 * in Durable Objects or in a file, as the runtime has them. `undefined` is the `ledger` of the configuration.
 */
export function durableLedger(
  { ledger, system }: Pick<Config, 'ledger' | 'system'>,
  { runtime, stateFile }: Durability,
): LedgerSettings | undefined {
  if (ledger.backend !== 'local') return undefined;
  if (runtime === 'workerd') return usual({ backend: 'durable-object' });
  if (stateFile === undefined) return undefined;
  return usual({ backend: 'sqlite', file: stateFile(system.stateDirectory, 'budgets.db') });
}

/** A ledger as it is when nothing more is said of it. */
function usual(block: unknown): LedgerSettings {
  return ledgerSettings(parse(ledgerField.schema, block) as LedgerBlock);
}
