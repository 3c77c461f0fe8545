import type { KeyForm } from '../../../shared/keys/key-form.ts';
import type { Call, CommandOption } from '../command.ts';
import { UsageError } from '../usage-error.ts';

/** What can be said of a key that is issued. */
export const keyOptions: readonly CommandOption[] = [
  { name: 'name', value: 'text', about: 'What people call it.' },
  { name: 'route', value: 'id', many: true, about: 'A route it opens; all when absent. May be given several times.' },
  { name: 'model', value: 'pattern', many: true, about: 'Models it may ask for; all when absent.' },
  { name: 'address', value: 'range', many: true, about: 'Addresses it may be used from; all when absent.' },
  { name: 'expires', value: 'time', about: 'When it ends, as 2027-01-01T00:00:00Z; never when absent.' },
  { name: 'limit', value: 'name=number', many: true, about: 'As tokens-per-minute=1000 or requests-per-minute=60.' },
  {
    name: 'budget',
    value: 'amount/period',
    many: true,
    about: 'Tokens in an hour, day, week or month, as 100000/day.',
  },
  { name: 'cost-budget', value: 'amount/period', many: true, about: 'Money likewise, as 25/month.' },
  { name: 'metadata', value: 'name=text', many: true, about: 'Whatever there is to remember of it.' },
];

/** A key as the options of a call describe it. Whether it makes sense, the desk knows. */
export function formOf(call: Call): KeyForm {
  const [name, expires] = [call.text('name'), call.text('expires')];
  const limits = call.texts('limit').map((text) => pairIn(text, 'limit'));
  return {
    ...(name !== undefined && { name }),
    ...(expires !== undefined && { expires_at: expires }),
    ...{ routes: call.texts('route'), models: call.texts('model'), addresses: call.texts('address') },
    limits: Object.fromEntries(limits.map(([limit, amount]) => [limit.replaceAll('-', '_'), Number(amount)])),
    budgets: [
      ...call.texts('budget').map((text) => ({ ...budgetIn(text, 'budget', 'tokens'), tokens: amountIn(text) })),
      ...call.texts('cost-budget').map((text) => ({ ...budgetIn(text, 'cost-budget', 'cost'), cost: amountIn(text) })),
    ],
    metadata: Object.fromEntries(call.texts('metadata').map((text) => pairIn(text, 'metadata'))),
  };
}

function pairIn(text: string, option: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--${option} is written name=value, not "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}

const budgetForm = /^(\d+(?:\.\d+)?)\/(hour|day|week|month)$/;

function budgetIn(text: string, option: string, kind: string) {
  const period = budgetForm.exec(text)?.[2] as 'hour' | 'day' | 'week' | 'month' | undefined;
  if (!period) throw new UsageError(`--${option} is written amount/period, as 1000/day, not "${text}".`);
  return { name: `${kind} per ${period}`, period };
}

function amountIn(text: string): number {
  return Number(budgetForm.exec(text)?.[1]);
}
