import type { TextForm } from '../fields/text.ts';

/** An origin as a browser sends it, one with a star for names or ports, `null`, or `*`. */
export const origin: TextForm = {
  name: 'an origin such as "https://app.example.com" or "https://*.example.com", or "*"',
  accepts: (text) => text === '*' || text === 'null' || isOrigin.test(text),
};

/** Scheme, host and perhaps port, with nothing after them. */
const isOrigin =
  /^[a-z][a-z0-9+.-]*:\/\/(?:\[[0-9a-f:.]+\]|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::(?:\d{1,5}|\*))?$/i;
