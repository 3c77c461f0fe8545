import type { TextForm } from '../fields/text.ts';

/** A moment, with its offset from UTC: without one, it would be another moment on each machine. */
export const instant: TextForm = {
  name: 'a time such as "2027-01-01T00:00:00Z"',
  accepts: (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text)),
};
