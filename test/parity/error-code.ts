import type { WholeReply } from '../support/raw-client.ts';

/** The code of Sentinel's own JSON error reply. */
export function errorCode(reply: WholeReply): string | undefined {
  const content: unknown = JSON.parse(reply.text);
  const { code, error } = content as { readonly code?: string; readonly error?: string };
  return code ?? error;
}
