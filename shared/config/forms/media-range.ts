import type { TextForm } from '../fields/text.ts';

/** A media type, all of a family, or all with a suffix. */
export const mediaRange: TextForm = {
  name: 'a media type such as "text/html", "text/*" or "*+json"',
  accepts: (text) => /^(?:[a-z0-9!#$&^_.+-]+\/(?:[a-z0-9!#$&^_.+-]+|\*)|\*\+[a-z0-9.-]+)$/i.test(text),
};
