import type { Config } from '../shared/config/config.ts';
import type { ListenerConfig } from '../shared/config/scopes/scope.ts';
import { type ServerOptions, serverDefaults } from '../shared/http1/server-options.ts';

/** Room for line ends, colons and the version beside what the limits count. */
const headSlackBytes = 4_096;

/** The bounds and waits of one listener, as the configuration has them. */
export function serverOptions(id: string, settings: ListenerConfig, { limits, system }: Config): ServerOptions {
  return {
    ...serverDefaults,
    listener: id,
    head: {
      maxBytes: limits.maxHeaderSizeBytes + limits.maxUriLengthBytes + limits.maxHeaderCount * 4 + headSlackBytes,
      // The engine answers for the target alone; this stops a start line that goes far beyond it.
      maxStartLineBytes: limits.maxUriLengthBytes + headSlackBytes,
      maxCount: limits.maxHeaderCount,
      maxNameBytes: limits.maxHeaderNameBytes,
      maxValueBytes: limits.maxHeaderValueBytes,
    },
    maxConnections: Math.min(limits.maxTotalConnections, system.maxConnections),
    maxConnectionsPerAddress: limits.maxConnectionsPerClient,
    maxRequestsPerConnection: settings.keepaliveMaxRequests ?? Number.MAX_SAFE_INTEGER,
    maxRequestsPipelined: settings.maxRequestsPipelined,
    headTimeoutMs: settings.headerTimeoutMs,
    idleTimeoutMs: settings.keepaliveTimeoutMs,
    bodyTimeoutMs: settings.requestTimeoutMs,
    h2c: settings.h2c,
    tunnelIdleMs: settings.tunnelIdleMs,
  };
}
