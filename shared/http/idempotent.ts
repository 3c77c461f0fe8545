/** Whether sending the request twice has the effect of sending it once (RFC 9110 §9.2.2). Methods are case-sensitive. */
export function isIdempotent(method: string): boolean {
  return idempotent.has(method);
}

const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
