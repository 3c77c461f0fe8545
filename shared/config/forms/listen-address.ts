import { splitHostPort } from '../../http/host-port.ts';
import type { TextForm } from '../fields/text.ts';

/** Where to listen: an address and a port, or `unix:` and a path. */
export const listenAddress: TextForm = {
  name: 'an address such as "127.0.0.1:8080", "[::1]:8080", "localhost:8080" or "unix:/run/sentinel.sock"',
  accepts: (text) =>
    text.startsWith('unix:') ? text.length > 'unix:/'.length && text[5] === '/' : splitHostPort(text) !== undefined,
};
