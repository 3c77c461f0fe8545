import { normalizeHost } from '../../http/host.ts';
import type { TextForm } from '../fields/text.ts';

/** A host as a `Host` field names it. */
export const host: TextForm = {
  name: 'a host, such as "app.internal", "[::1]" or "app.internal:8080"',
  accepts: (text) => normalizeHost(text) !== undefined,
};
