import { budgetOwner } from '../compile/budget-owner.ts';
import { budgetsOf } from '../compile/compile-budgets.ts';
import type { Config } from '../config.ts';
import { qualified } from '../scopes/scope.ts';
import type { Check, Path } from './look.ts';

type InferenceConfig = NonNullable<Config['routes'][number]['inference']>;
type BudgetConfig = InferenceConfig['budgets'][number];

/** Routes that use up a budget together say the same of it. */
export const sharedBudgets: Check = (look) => {
  const known = new Map<string, { readonly text: string; readonly path: Path }>();
  for (const { id, path, section } of look.scopes) {
    section.routes.forEach(({ id: route, enabled, inference }, index) => {
      if (!enabled || !inference) return;
      inference.budgets.forEach((budget, at) => {
        if (budget.scope === 'route') return;
        const where = [...path, 'routes', index, 'inference', 'budgets', at];
        const key = budget.key ?? inference.rateLimit?.key ?? 'client-ip';
        if (key.split('+').includes('route'))
          look.error([...where, 'key'], 'a budget by "route" is one for each route', 'leave "scope" or the key away');
        for (const each of budgetsOf({ budgets: [budget] })) {
          const name = `${budgetOwner(each, qualified({ id }, route), id)} ${each.name}`;
          const text = said(each, key, inference);
          const other = known.get(name);
          if (other && other.text !== text)
            look.error(where, `the budget "${each.name}" is shared, and is another one in ${look.whereIs(other.path)}`);
          known.set(name, other ?? { text, path: where });
        }
      });
    });
  }
};

/** All that has to be the same; whom alerts go to is the affair of each route. */
function said({ webhook: _, ...budget }: BudgetConfig, key: string, { costAttribution }: InferenceConfig): string {
  const currency = budget.costLimit === undefined ? undefined : (costAttribution?.currency ?? 'USD');
  return JSON.stringify({ ...budget, key, currency });
}
