import type { Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

/** The versions of HTTP that an upstream is to speak can be spoken, and make a difference. */
export const upstreamHttpVersions: Check = (look) => {
  for (const { path, section } of look.scopes) {
    for (const [index, upstream] of section.upstreams.entries()) {
      oneUpstream(look, upstream, [...path, 'upstreams', index, 'http-version']);
    }
    for (const [index, route] of section.routes.entries()) {
      const upstream = section.upstreams.find(({ id }) => id === route.upstream);
      if (!route.websocket || upstream?.httpVersion?.minVersion !== 2) continue;
      look.error(
        [...path, 'routes', index, 'websocket'],
        `"websocket" has no effect: "${upstream.id}" speaks HTTP/2 only`,
      );
    }
  }
};

function oneUpstream(look: Look, { httpVersion, tls }: Section['upstreams'][number], path: Path): void {
  if (!httpVersion) return;
  const { minVersion, maxVersion, h2PingIntervalMs, maxH2Streams } = httpVersion;
  if (minVersion > maxVersion) {
    look.error([...path, 'min-version'], `"min-version" ${minVersion} is above "max-version" ${maxVersion}`);
    return;
  }
  if (maxVersion === 1) {
    const written = { 'h2-ping-interval': h2PingIntervalMs, 'max-h2-streams': maxH2Streams };
    for (const [key, value] of Object.entries(written)) {
      if (value !== undefined) look.error([...path, key], `"${key}" has no effect with max-version 1`);
    }
  } else if (minVersion === 1 && !tls) {
    look.error(
      path,
      '"http-version" has no effect without "tls", where the two agree on a version',
      'write min-version 2 to speak HTTP/2 in the clear',
    );
  }
}
