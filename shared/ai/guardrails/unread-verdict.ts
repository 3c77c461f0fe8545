import type { Exchange } from '../../engine/exchange.ts';
import type { Report } from './finding.ts';
import type { GuardVerdict } from './guard.ts';

/** What a guard does with a request that cannot be read. */
export interface UnreadOptions {
  readonly name: string;
  readonly action: 'block' | 'replace' | 'warn' | 'log';
  /** Lets what cannot be judged pass. */
  readonly failsOpen?: boolean;
  readonly report: Report;
}

/** Refuses a request that cannot be read where a find would be kept from the model; either way it is told of in the log. */
export function unreadVerdict(
  { name, action, failsOpen, report }: UnreadOptions,
  exchange: Exchange,
  why: string,
): GuardVerdict {
  const isKept = action === 'block' || action === 'replace';
  const does = isKept ? (failsOpen ? 'pass' : 'block') : action;
  report({ exchange, guard: name, where: 'request', action: does, categories });
  if (does === 'warn') return { kind: 'pass', warning: `${name}-unreadable` };
  if (does !== 'block') return { kind: 'pass' };
  const message = `The guardrails of this route cannot read the request: ${why}.`;
  return { kind: 'block', status: 415, code: 'request_unreadable', message };
}

const categories: ReadonlyMap<string, number> = new Map([['unreadable', 1]]);
