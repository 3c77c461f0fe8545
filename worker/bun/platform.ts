import { libraryRanks } from '../../shared/ai/tokens/ranks/library-ranks.ts';
import { fetchHosts } from '../../shared/fetch/fetch-hosts.ts';
import { type FetchPlatform, fetchPlatform } from '../../shared/fetch/platform.ts';
import type { Address } from '../../shared/platform/transport.ts';
import { machinePorts } from '../local/machine.ts';

/** The ports of Bun for its default export. */
export const bunPlatform: FetchPlatform = fetchPlatform({
  runtime: 'bun',
  host: { ...fetchHosts.bun, initFor },
  loadRanks: libraryRanks,
  ...machinePorts(),
});

/** Trust and client certificates, as Bun's `fetch` takes them. */
function initFor({ tls }: Address): { readonly tls: Readonly<Record<string, unknown>> } | undefined {
  if (tls === undefined) return undefined;
  const { serverName, skipVerify, ca, cert, key } = tls;
  return {
    tls: {
      rejectUnauthorized: !skipVerify,
      ...(serverName === undefined ? {} : { serverName }),
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert, key }),
    },
  };
}
