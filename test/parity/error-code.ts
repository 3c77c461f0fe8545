import type { WholeReply } from '../support/raw-client.ts';

/** The code in an error reply of Sentinel's own, in JSON or in HTML. */
export function errorCode(reply: WholeReply): string | undefined {
  if (reply.text.startsWith('<')) return /Code <code>([a-z_]+)<\/code>/.exec(reply.text)?.[1];
  const content = JSON.parse(reply.text) as { readonly error?: { readonly code?: string } };
  return content.error?.code;
}
