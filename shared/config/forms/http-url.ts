import type { TextForm } from '../fields/text.ts';

/** An absolute `http` or `https` address. */
export const httpUrl: TextForm = {
  name: 'an address that starts with "http://" or "https://"',
  accepts: (text) => /^https?:\/\/[^\s/]+/.test(text),
};
