import type { TextForm } from '../fields/text.ts';

/** Who shares a limit. */
export const limitKey: TextForm = {
  name: '"client-ip", "path", "route", "client-ip-and-path" or "header:<Name>"',
  accepts: (text) =>
    /^(?:(?:client-)?ip|path|route|client-ip-and-path|header:[!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.test(
      text.replaceAll('_', '-'),
    ),
};
