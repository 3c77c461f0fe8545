import { HeaderList } from '../../http/header-list.ts';
import { targetHost } from '../target-host.ts';
import { ask } from './ask.ts';
import type { Probe, ProbePlatform } from './probe.ts';
import { ProbeAddresses } from './probe-address.ts';

/** What is asked by HTTP, and what answer will do. */
export interface HttpProbeOptions {
  readonly method: string;
  /** With the query if there is one. */
  readonly path: string;
  /** That of the target when absent. */
  readonly host: string | undefined;
  /** Names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** In place of that of the target. */
  readonly port: number | undefined;
  readonly timeoutMs: number;
  /** The statuses that will do, both ends included. */
  readonly statuses: readonly StatusRange[];
  /** Whether the body will do; any will when absent. Only its first bytes are looked at. */
  readonly bodyFits: ((text: string) => boolean) | undefined;
}

/** Statuses from one to another, both included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** Bytes of a body that are looked at. */
const probeBodyBytes: number = 64 * 1024;

/** Asks by HTTP, and looks at the status and perhaps at the body. */
export function httpProbe(options: HttpProbeOptions, platform: ProbePlatform): Probe {
  const addresses = new ProbeAddresses({ port: options.port });
  const { method, path, host, timeoutMs, statuses, bodyFits } = options;
  return {
    async ask(target, stopping) {
      const address = addresses.of(target);
      const authority = host ?? targetHost(target);
      const headers = probeHeaders(options.headers);
      const question = { address, method, authority, path, headers, body: null, timeoutMs, maxBytes: probeBodyBytes };
      const { status, content } = await ask(question, platform, stopping);
      if (!statuses.some(({ from, to }) => from <= status && status <= to))
        return { ok: false, reason: `status ${status}` };
      const fits = bodyFits === undefined || bodyFits(new TextDecoder().decode(content));
      return fits ? { ok: true } : { ok: false, reason: 'the body is not as expected' };
    },
  };
}

/** The fields of a probe: who asks, and those that the configuration adds. */
export function probeHeaders(added: HttpProbeOptions['headers']): HeaderList {
  const headers = new HeaderList(['user-agent', 'Sentinel-HealthCheck', 'accept', '*/*']);
  for (const [name, value] of added) headers.set(name, value);
  return headers;
}
