import type { Code } from '../errors/codes.ts';
import { Fault } from '../errors/fault.ts';

/**
 * The fault behind an error of `fetch`. Runtimes tell the reason in words of their own, so this is read from the text;
 * `unsent` is claimed only where the text says that there was no connection.
 */
export function faultOfFetch(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const told = tell(error);
  const row = reasons.find(({ pattern }) => pattern.test(told));
  return new Fault(row?.code ?? 'upstream_reset', { cause: error, detail: told, unsent: row?.unsent ?? false });
}

interface Reason {
  readonly pattern: RegExp;
  readonly code: Code;
  readonly unsent: boolean;
}

/** The first that fits counts. */
const reasons: readonly Reason[] = [
  { pattern: /certificate|\bTLS|\bSSL|CERT_|self.signed/i, code: 'upstream_tls_failed', unsent: true },
  {
    pattern: /refused|cannot connect|unable to connect|unreachable|ENOTFOUND|EAI_AGAIN|dns error|failed to lookup/i,
    code: 'upstream_refused',
    unsent: true,
  },
  { pattern: /\(connect\)|FailedToOpenSocket/i, code: 'upstream_refused', unsent: true },
  // What workerd says of a name that does not resolve and of a certificate that it does not trust.
  { pattern: /internal error/, code: 'upstream_refused', unsent: false },
  { pattern: /malformed|invalid http|parse|HPE_|header overflow/i, code: 'upstream_bad_response', unsent: false },
];

function tell(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  const own = code === undefined ? error.message : `${String(code)} ${error.message}`;
  return error.cause === undefined ? own : `${own} (${tell(error.cause)})`;
}
