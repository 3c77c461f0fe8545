import type { TextForm } from '../fields/text.ts';
import { host } from './host.ts';

/** Which host upstreams are told. */
export const hostHeader: TextForm = {
  name: '"preserve", "target", or a host such as "app.internal"',
  accepts: (text) => host.accepts(text),
};
