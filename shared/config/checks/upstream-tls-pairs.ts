import type { Check } from './look.ts';

/** A client certificate comes with its key, and nobody is trusted where everybody is. */
export const upstreamTlsPairs: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.upstreams.forEach(({ tls }, index) => {
      if (tls?.insecureSkipVerify && tls.caCert !== undefined) {
        const here = [...path, 'upstreams', index, 'tls', 'ca-cert'];
        look.error(here, '"ca-cert" has no effect beside "insecure-skip-verify"');
      }
      if (!tls || (tls.clientCert === undefined) === (tls.clientKey === undefined)) return;
      const [there, missing] =
        tls.clientKey === undefined ? ['client-cert', 'client-key'] : ['client-key', 'client-cert'];
      look.error([...path, 'upstreams', index, 'tls', there], `"${there}" needs "${missing}" beside it`);
    });
  }
};
