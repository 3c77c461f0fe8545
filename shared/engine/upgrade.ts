import { Fault } from '../errors/fault.ts';
import type { RequestHead } from '../http/head.ts';
import { trimBlanks } from '../http/trim-blanks.ts';
import type { Exchange } from './exchange.ts';
import type { Route } from './plan.ts';

/** Refuses a WebSocket handshake that is malformed, or that the route does not allow (RFC 6455 §4.2.1). */
export function checkUpgrade(exchange: Exchange, route: Route): void {
  const protocol = upgradeOf(exchange.received);
  if (protocol === undefined) return;
  if (!route.allowUpgrade) throw new Fault('upgrade_not_allowed', { detail: protocol });
  const { method, headers, version } = exchange.received;
  const key = headers.get('sec-websocket-key');
  const isSound =
    method === 'GET' &&
    version === '1.1' &&
    headers.get('sec-websocket-version') === '13' &&
    key?.length === 24 &&
    key.endsWith('==') &&
    exchange.body === null;
  if (!isSound) throw new Fault('bad_upgrade', { headers: { 'sec-websocket-version': '13' } });
}

/** `websocket` when the request asks for it. Other protocols are not switched to: the request is served as it is. */
export function upgradeOf({ headers }: Pick<RequestHead, 'headers'>): 'websocket' | undefined {
  const upgrade = headers.get('upgrade');
  if (upgrade === undefined || upgrade.toLowerCase() !== 'websocket') return undefined;
  const connection = headers.joined('connection');
  return connection?.toLowerCase().split(',').some(isUpgrade) ? 'websocket' : undefined;
}

function isUpgrade(token: string): boolean {
  return trimBlanks(token) === 'upgrade';
}
