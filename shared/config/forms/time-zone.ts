import { isTimeZone } from '../../ai/limits/zone-time.ts';
import type { TextForm } from '../fields/text.ts';

/** A time zone of the IANA database. */
export const timeZone: TextForm = {
  name: 'a time zone such as "Europe/Berlin" or "UTC"',
  accepts: isTimeZone,
};
