import { isLimitKey } from '../../filters/limits/limit-key.ts';
import type { TextForm } from '../fields/text.ts';

/** Who shares a limit. */
export const limitKey: TextForm = {
  name: '"client-ip", "path", "route", "client-ip-and-path", "global", "api-key", "header:<Name>", "cookie:<name>", "jwt-claim:<name>", or several with "+"',
  accepts: isLimitKey,
};
