import type { TextForm } from '../fields/text.ts';

/** A country by ISO 3166-1; small letters will do. */
export const countryCode: TextForm = {
  name: 'a country by its two letters, such as "DE"',
  accepts: (text) => /^[a-z]{2}$/i.test(text),
};
