import { splitHostPort } from '../../http/host-port.ts';
import type { TextForm } from '../fields/text.ts';

/** Where an upstream is: a host and a port. */
export const targetAddress: TextForm = {
  name: 'a host and a port, such as "127.0.0.1:3000" or "app.internal:8080"',
  accepts: (text) => (splitHostPort(text)?.port ?? 0) > 0,
};
