import type { TextForm } from '../fields/text.ts';

/** Where an upstream is: a host and a port. */
export const targetAddress: TextForm = {
  name: 'a host and a port, such as "127.0.0.1:3000" or "app.internal:8080"',
  accepts: (text) => (splitHostPort(text)?.port ?? 0) > 0,
};

/** The parts of `host:port` or `[address]:port`; `undefined` when it is neither. */
export function splitHostPort(text: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.]+)?)\]|([A-Za-z0-9_](?:[A-Za-z0-9_.-]*)|\*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65535) return undefined;
  return { host: match[1] ?? match[2] ?? '', port };
}
