import { luaAlgorithms } from './lua-algorithms.ts';
import { luaBudget } from './lua-budget.ts';
import { luaLedger } from './lua-ledger.ts';
import { luaOperations } from './lua-operations.ts';

/** The whole ledger as one script, the same to the byte for every way of reaching a Redis (5 or later). */
export const ledgerScript: string = [luaAlgorithms, luaBudget, luaLedger, luaOperations].join('');
