import { splitHostPort } from '../../http/host-port.ts';
import type { TextForm } from '../fields/text.ts';

/** The URL of a server that is asked: a host, perhaps a port and a path, and nothing that names a user. */
export const serverUrl: TextForm = {
  name: 'a URL such as "http://127.0.0.1:8500" or "https://app.internal/targets"',
  accepts(text) {
    const authority = /^https?:\/\/([^\s/?#]+)[^\s#]*$/.exec(text)?.[1];
    if (authority === undefined) return false;
    return (splitHostPort(authority) ?? splitHostPort(`${authority}:80`))?.port !== undefined;
  },
};
