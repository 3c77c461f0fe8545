import { defineFilter } from '../engine/filter.ts';
import { Fault } from '../errors/fault.ts';
import { CidrSet } from '../http/ip.ts';
import { isSameText } from '../http/same-text.ts';
import { TrustedFields } from './auth/trusted-fields.ts';

/** What `maintenance` is told. */
export interface MaintenanceOptions {
  readonly enabled: boolean;
  readonly statusCode: number;
  readonly message?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Clients that are let through. */
  readonly allow: readonly string[];
  readonly bypassHeader: string;
  /** Whoever shows this in the header is let through. */
  readonly bypassSecret?: string | undefined;
}

/** Answers every request with "come back later", but for those who do the work. */
export const maintenance = defineFilter({
  name: 'maintenance',
  create(options: MaintenanceOptions, { filterId }) {
    if (!options.enabled) return {};
    const { statusCode, message, retryAfterMs, bypassSecret } = options;
    const allowed = new CidrSet(options.allow);
    const bypassHeader = options.bypassHeader.toLowerCase();
    const secrets = new TrustedFields([bypassHeader]);
    const fault = {
      detail: filterId,
      status: statusCode,
      ...(message !== undefined && { text: message }),
      headers: {
        'cache-control': 'no-store',
        ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
      },
    };
    return {
      onRequest({ client, received }) {
        if (allowed.has(client.address)) return undefined;
        const shown = bypassSecret === undefined ? undefined : received.headers.get(bypassHeader);
        if (shown !== undefined && isSameText(shown, bypassSecret!)) return undefined;
        throw new Fault('maintenance', fault);
      },
      ...(bypassSecret !== undefined && {
        onUpstream(_, headers) {
          secrets.drop(headers);
        },
      }),
    };
  },
});
