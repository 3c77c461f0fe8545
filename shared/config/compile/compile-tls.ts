import type { UpstreamTls } from '../../platform/transport.ts';
import type { Config } from '../config.ts';

type TlsConfig = NonNullable<Config['upstreams'][number]['tls']>;

/** How to trust, and be trusted by, a server, with the texts of the files that the settings name. */
export function compileTls(tls: TlsConfig, readText: (path: string) => string): UpstreamTls {
  const textOf = (path: string | undefined): string | undefined => (path === undefined ? undefined : readText(path));
  return {
    serverName: tls.sni,
    skipVerify: tls.insecureSkipVerify,
    ca: textOf(tls.caCert),
    cert: textOf(tls.clientCert),
    key: textOf(tls.clientKey),
  };
}
