import type { Inference } from '../../ai/inference.ts';
import { keyQuotas } from '../../ai/keys/key-quotas.ts';
import { modelGate } from '../../ai/keys/model-gate.ts';
import type { MeterSettings } from '../../ai/limits/token-meter.ts';
import type { FilterHooks } from '../../engine/filter.ts';
import { keyEntry } from '../../keys/key-entry.ts';
import type { KeyRing } from '../../keys/key-ring.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { LedgerOpener } from '../../ledger/ledger-opener.ts';
import type { Config } from '../config.ts';

type RouteConfig = Config['routes'][number];

/** What the keys of an AI route are made with. */
export interface RouteKeysParts {
  /** `undefined` where the configuration has none. */
  readonly keys: KeyRing | undefined;
  readonly ledgers: LedgerOpener;
  readonly budgetLedger: () => Ledger;
}

/** Asks for keys once the filters of an AI route are through, and before a body is read; nothing where none are needed. */
export function keyHooks({ inference }: RouteConfig, { keys }: Pick<RouteKeysParts, 'keys'>): readonly FilterHooks[] {
  if (!inference || !keys || inference.virtualKeys === 'off') return [];
  return [keyEntry(keys, { name: 'virtual-keys', isOptional: inference.virtualKeys === 'optional' })];
}

/** What else keys are asked about: the model, and what is left of their limits. */
export function keysOfModels(route: RouteConfig, parts: RouteKeysParts): KeysOfModels {
  if (keyHooks(route, parts).length === 0) return { keys: undefined };
  const { ledgers, budgetLedger } = parts;
  const currency = route.inference?.costAttribution?.currency ?? 'USD';
  return { keys: modelGate(), quotasOf: keyQuotas({ rateLedger: () => ledgers.open(), budgetLedger, currency }) };
}

/** The parts of an AI route that look at keys. */
export type KeysOfModels = Pick<Inference, 'keys'> & Pick<MeterSettings, 'quotasOf'>;
