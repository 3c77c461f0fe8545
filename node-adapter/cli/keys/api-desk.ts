import { Fault } from '../../../shared/errors/fault.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import type { Address } from '../../../shared/platform/transport.ts';
import { ask } from '../../../shared/upstream/health/ask.ts';
import { Stopping } from '../../../shared/upstream/health/probe.ts';
import type { SocketPlatform } from '../../platform.ts';
import { Unreadable } from '../unreadable.ts';
import { UsageError } from '../usage-error.ts';
import type { DeskAnswer, KeyDesk } from './key-desk.ts';

/** Longest wait for an answer. */
const timeoutMs = 10_000;
const mostBytes = 16 * 1024 * 1024;

/** The admin API of a running Sentinel, below this address. */
export function apiDesk(base: string, token: string | undefined, platform: SocketPlatform): KeyDesk {
  const { address, host, prefix } = placeOf(base, token);
  const fields = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  return {
    async ask(method, path, content) {
      const body = content === undefined ? null : new BytesBody(JSON.stringify(content));
      const question = { address, method, authority: host, path: prefix + path, headers: HeaderList.of(fields), body };
      try {
        const answer = await ask({ ...question, timeoutMs, maxBytes: mostBytes }, platform, new Stopping());
        return { status: answer.status, content: contentOf(answer.content) };
      } catch (error) {
        const { detail, message } = Fault.from(error);
        throw new Unreadable(`${base} does not answer: ${detail ?? message}`);
      }
    },
    close: () => platform.transport.close(),
  };
}

function placeOf(base: string, token: string | undefined): { address: Address; host: string; prefix: string } {
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--url is an address such as http://127.0.0.1:8080/admin.`);
  const { protocol, hostname, host, port, pathname } = url;
  const isSecure = protocol === 'https:';
  if (!isSecure && token && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
    throw new UsageError('The admin token would go over the network unencrypted: use https.');
  const tls = { serverName: undefined, skipVerify: false, ca: undefined, cert: undefined, key: undefined };
  return {
    address: {
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? (isSecure ? 443 : 80) : Number(port),
      tls: isSecure ? tls : undefined,
      pool: { maxConnections: 1, maxIdle: 1, idleTimeoutMs: timeoutMs, maxLifetimeMs: undefined },
    },
    host,
    prefix: pathname.replace(/\/$/, ''),
  };
}

function contentOf(bytes: Uint8Array): DeskAnswer['content'] {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof read === 'object' && read !== null ? (read as DeskAnswer['content']) : {};
  } catch {
    return {};
  }
}
