import { fetchPlatform } from '../../shared/fetch/platform.ts';
import type { Platform } from '../../shared/platform/platform.ts';
import { cloudflareHost } from './host.ts';
import { cloudflareTransport } from './transport.ts';

/** The ports of workerd. Log lines go to the console, which `wrangler tail` and Logpush read. */
export const cloudflarePlatform: Platform = fetchPlatform({
  runtime: 'workerd',
  host: cloudflareHost,
  transport: cloudflareTransport,
});
