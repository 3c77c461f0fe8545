import { defineFilter } from '../engine/filter.ts';
import { Fault } from '../errors/fault.ts';
import { CidrSet } from '../http/ip.ts';

/** What `ip-access` is told. */
export interface IpAccessOptions {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly statusCode: number;
  readonly message?: string | undefined;
}

/**
 * Lets requests through by the address of the client: none of `deny`, and where `allow` names any, only those. The client
 * is who the trusted proxies say it is.
 */
export const ipAccess = defineFilter({
  name: 'ip-access',
  create({ allow, deny, statusCode, message }: IpAccessOptions, { filterId }) {
    const denied = new CidrSet(deny);
    const allowed = allow.length === 0 ? undefined : new CidrSet(allow);
    return {
      onRequest({ client: { address } }) {
        if (!denied.has(address) && (allowed === undefined || allowed.has(address))) return undefined;
        throw new Fault('access_denied', {
          detail: filterId,
          status: statusCode,
          ...(message !== undefined && { text: message }),
        });
      },
    };
  },
});
