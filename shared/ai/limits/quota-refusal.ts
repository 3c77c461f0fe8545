import type { Code } from '../../errors/codes.ts';
import { Fault } from '../../errors/fault.ts';
import { HeaderList } from '../../http/header-list.ts';
import type { Verdict } from '../../ledger/ledger.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { decimalOf } from '../money/micro-units.ts';
import type { Quota } from './quota.ts';
import { type QuotaClaim, toldView } from './quota-claim.ts';
import { tellStanding } from './tell-standing.ts';

/** Why a request is refused by a limit, with how it stands and the time after which trying again has a chance. */
export function quotaRefusal(
  claims: readonly QuotaClaim[],
  { refused, views, retryAfterMs }: Verdict,
  about: { readonly now: number; readonly family: Dialect['family'] },
): Fault {
  const claim = claims[refused]!;
  const { quota } = claim;
  const headers = new HeaderList();
  tellStanding(
    headers,
    claims.map((each, index) => ({ claim: each, view: views[index]! })),
    about,
  );
  if (Number.isFinite(retryAfterMs)) headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  const left = Math.max(0, toldView({ claim, view: views[refused]! }).remaining);
  const detail = `${quota.name}: ${shown(quota, claim.amount)} wanted, ${shown(quota, left)} left`;
  const text = refusalText(claim, left, Number.isFinite(retryAfterMs));
  return new Fault(codeOf(quota), { detail, ...(text && { text }), headers: recordOf(headers) });
}

/** What a client is told where something is left and would not do; the title of the code says the rest. */
function refusalText({ quota, amount }: QuotaClaim, left: number, helpsToWait: boolean): string | undefined {
  if (quota.measure === 'requests' || (left === 0 && helpsToWait)) return undefined;
  const text = `The request is estimated at ${shown(quota, amount)}, and ${shown(quota, left)} are left of ${quota.name}.`;
  return helpsToWait ? text : `${text} ${notByWaiting}`;
}

const notByWaiting = 'Waiting alone does not help: make it smaller, or let it ask for less output.';

/** Why a request is refused that no waiting would help: it alone is more than its limit. */
export function tooLarge({ quota, amount }: QuotaClaim): Fault {
  const text = `The request is estimated at ${shown(quota, amount)}, and ${quota.name} never lets more than ${shown(quota, quota.most)} through at once. ${notByWaiting}`;
  return new Fault('request_too_large_for_limit', { detail: quota.name, text });
}

function codeOf({ kind, measure }: Quota): Code {
  if (kind === 'budget') return 'budget_exhausted';
  return measure === 'requests' ? 'rate_limited' : 'token_limit_exceeded';
}

function shown(quota: Quota, amount: number): string {
  if (quota.measure !== 'money') return `${amount} ${quota.measure.replace('-', ' ')}`;
  const currency = quota.kind === 'budget' ? quota.currency : undefined;
  return currency === undefined ? decimalOf(amount) : `${decimalOf(amount)} ${currency}`;
}

function recordOf({ flat }: HeaderList): Readonly<Record<string, string>> {
  const record: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) record[flat[i]!] = flat[i + 1]!;
  return record;
}
