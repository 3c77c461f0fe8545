import { type FetchPlatform, fetchPlatform } from '../../shared/fetch/platform.ts';
import { cloudflareTransport } from './transport.ts';
import { workerDialer } from './worker-dialer.ts';

/** The ports of workerd. Log lines go to the console, which `wrangler tail` and Logpush read. */
export const cloudflarePlatform: FetchPlatform = fetchPlatform({
  runtime: 'workerd',
  transport: cloudflareTransport,
  dialer: workerDialer('at-once'),
});
