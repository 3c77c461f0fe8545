/** Fields of a line that can be left out, as the configuration names them. Absent means shown. */
export type FieldSwitches = { readonly [Name in Switch]?: boolean };

type Switch =
  | 'timestamp'
  | 'traceId'
  | 'method'
  | 'path'
  | 'query'
  | 'status'
  | 'latencyMs'
  | 'clientIp'
  | 'userAgent'
  | 'referer'
  | 'bodyBytesSent'
  | 'upstreamAddr'
  | 'connectionReused'
  | 'rateLimitHit'
  | 'geoCountry';
