/** Where a Worker has its ledger for servers elsewhere. */
export const ledgerPath = '/.sentinel/ledger';
