import { Fault } from '../../errors/fault.ts';
import { BytesBody } from '../../http/bytes-body.ts';
import { HeaderList } from '../../http/header-list.ts';
import { targetHost } from '../target-host.ts';
import { type Answered, ask } from './ask.ts';
import type { Probe, ProbePlatform } from './probe.ts';
import { ProbeAddresses } from './probe-address.ts';
import type { CheckResult } from './target-check.ts';

/** What is asked by gRPC. */
export interface GrpcProbeOptions {
  /** The service that is to be serving; empty for the server as a whole. */
  readonly service: string;
  readonly port: number | undefined;
  readonly timeoutMs: number;
}

/** Calls `grpc.health.v1.Health/Check`, over HTTP/2 whatever else the target is spoken to by. */
export function grpcProbe({ service, port, timeoutMs }: GrpcProbeOptions, platform: ProbePlatform): Probe {
  const addresses = new ProbeAddresses({ port, http2: { only: true, pingIntervalMs: 0, maxStreams: 1 } });
  const message = requestOf(service);
  return {
    async ask(target, stopping) {
      const question = {
        ...{ address: addresses.of(target), method: 'POST', authority: targetHost(target) },
        ...{ path: '/grpc.health.v1.Health/Check', body: new BytesBody(message), timeoutMs, maxBytes: longestAnswer },
        headers: HeaderList.of({
          'content-type': 'application/grpc',
          te: 'trailers',
          'user-agent': 'Sentinel-HealthCheck',
        }),
      };
      return resultOf(await ask(question, platform, stopping));
    },
  };
}

/** A message of one number is a few bytes; more is no answer of the health service. */
const longestAnswer = 1024;

/** A `HealthCheckRequest { string service = 1 }` behind its prefix: not compressed, and four bytes of length. */
export function requestOf(service: string): Uint8Array {
  const name = new TextEncoder().encode(service);
  const field = name.byteLength === 0 ? [] : [0x0a, ...varint(name.byteLength), ...name];
  return Uint8Array.of(
    0,
    field.length >>> 24,
    (field.length >>> 16) & 0xff,
    (field.length >>> 8) & 0xff,
    field.length & 0xff,
    ...field,
  );
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function resultOf({ status, headers, content, trailers }: Answered): CheckResult {
  if (status !== 200) return { ok: false, reason: `status ${status}` };
  const code = trailers.get('grpc-status') ?? headers.get('grpc-status');
  if (code !== '0') return { ok: false, reason: `grpc-status ${code ?? 'missing'}` };
  const serving = servingStatus(content);
  return serving === 1 ? { ok: true } : { ok: false, reason: names[serving] ?? `serving status ${serving}` };
}

const names: Readonly<Record<number, string>> = { 0: 'UNKNOWN', 2: 'NOT_SERVING', 3: 'SERVICE_UNKNOWN' };

/** Field 1 of a `HealthCheckResponse`; absent, it has the first value of its enumeration. */
function servingStatus(content: Uint8Array): number {
  const length = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.byteLength < 5 || content[0] !== 0 || length.getUint32(1) !== content.byteLength - 5)
    throw new Fault('upstream_bad_response', { detail: 'not one plain gRPC message' });
  const message = content.subarray(5);
  if (message.byteLength === 0) return 0;
  if (message.byteLength !== 2 || message[0] !== 0x08)
    throw new Fault('upstream_bad_response', { detail: 'not an answer of the health service' });
  return message[1]!;
}
