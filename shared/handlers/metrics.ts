import { Fault } from '../errors/fault.ts';
import { preferredType } from '../http/accept.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { HeaderList } from '../http/header-list.ts';
import { metricsText, type ProcessSamples, textTypes } from '../telemetry/metrics/metrics-text.ts';
import { requireAdmin } from './admin-access.ts';
import type { BuiltinDefinition, BuiltinParts } from './builtin.ts';

/** What was counted and measured, for Prometheus. */
export const metrics: BuiltinDefinition = {
  name: 'metrics',
  about: 'Shows metrics in the format of Prometheus. Needs the admin token or a loopback listener.',
  create(parts) {
    return {
      name: 'metrics',
      async answer(exchange) {
        requireAdmin(exchange, parts.admin);
        const processes = await processesOf(parts);
        const type = preferredType(exchange.received.headers.get('accept'), ['text/plain', openmetrics]);
        const format = type === openmetrics ? 'openmetrics' : 'prometheus';
        const body = new BytesBody(metricsText(processes, format));
        const headers = HeaderList.of({
          'content-type': textTypes[format],
          'content-length': String(body.length),
          'cache-control': 'no-store',
        });
        return { head: { status: 200, headers }, body };
      },
    };
  },
};

const openmetrics = 'application/openmetrics-text';

/** This process, and those that serve the same listeners. */
async function processesOf({ samples, siblings }: BuiltinParts): Promise<readonly ProcessSamples[]> {
  if (!samples) throw new Fault('not_found', { detail: 'metrics are off' });
  if (!siblings) return [{ samples: samples() }];
  return [{ worker: siblings.own, samples: samples() }, ...(await siblings.ask())];
}
