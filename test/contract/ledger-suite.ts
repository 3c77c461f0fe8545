import { test } from 'node:test';
import { crowdPromises } from './ledger/crowd.ts';
import { instancesPromises } from './ledger/instances.ts';
import { randomLifePromise } from './ledger/random-life.ts';
import { reservationsPromises } from './ledger/reservations.ts';
import { singleCallPromises } from './ledger/single-calls.ts';
import { LedgerStage } from './ledger/stage.ts';
import { everyTrait, type LedgerSubject, type LedgerTraits } from './ledger/subject.ts';
import { timePromises } from './ledger/time.ts';

/**
 * The promises every ledger keeps, as flat tests. The subject is made once, when the first of them runs, and closed by the
 * last; each test uses keys of its own. `traits` says what the twin cannot do, and what its subject can.
 */
export function ledgerSuite(
  name: string,
  makeSubject: () => Promise<LedgerSubject>,
  traits: Partial<LedgerTraits> = {},
): void {
  const stage = new LedgerStage(name, makeSubject, { ...everyTrait, ...traits });
  singleCallPromises(stage);
  crowdPromises(stage);
  reservationsPromises(stage);
  timePromises(stage);
  randomLifePromise(stage);
  instancesPromises(stage);
  test(`${name}: lets go of everything`, () => stage.close());
}
