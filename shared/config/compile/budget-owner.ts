import type { BudgetConfig } from './compile-budgets.ts';

/** The routes that use up a budget together, in a word that is the name of no route. */
export function budgetOwner({ scope }: Pick<BudgetConfig, 'scope'>, routeId: string, scopeId: string): string {
  if (scope === 'route') return routeId;
  if (scope === 'all') return 'all routes';
  const [namespace = ''] = scopeId.split(':', 1);
  return namespace === '' ? 'routes without a namespace' : `routes of ${namespace}`;
}
