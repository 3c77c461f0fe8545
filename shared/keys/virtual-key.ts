import { CidrSet } from '../http/ip.ts';
import { isSameText } from '../http/same-text.ts';
import type { KeyRecord, KeySettings } from './key-record.ts';

/** Why a key is no good for a request. */
export type KeyRefusal = 'unknown' | 'revoked' | 'expired' | 'superseded';

/** A key made ready to be asked about. The same object for as long as nothing of the key changes. */
export class VirtualKey {
  readonly id: string;
  readonly version: number;
  readonly settings: KeySettings;
  readonly #record: KeyRecord;
  readonly #addresses: CidrSet | undefined;
  readonly #routes: ReadonlySet<string> | undefined;

  constructor(record: KeyRecord) {
    const { id, version, settings } = record;
    this.id = id;
    this.version = version;
    this.settings = settings;
    this.#record = record;
    this.#addresses = settings.addresses.length === 0 ? undefined : new CidrSet(settings.addresses);
    this.#routes = settings.routes.length === 0 ? undefined : new Set(settings.routes);
  }

  /** Why it does not let anybody in at this time, whoever shows the secret with this hash; `undefined` when it does. */
  refusal(hash: string, now: number): KeyRefusal | undefined {
    const { revokedAt, secrets, settings } = this.#record;
    const secret = secrets.find((each) => isSameText(each.hash, hash));
    if (!secret) return 'unknown';
    if (revokedAt !== undefined) return 'revoked';
    if (secret.until !== undefined && now >= secret.until) return 'superseded';
    return settings.expiresAt !== undefined && now >= settings.expiresAt ? 'expired' : undefined;
  }

  /** Whether it may be used from this address. */
  takesAddress(address: string): boolean {
    return this.#addresses === undefined || this.#addresses.has(address);
  }

  /** Whether it opens the route of this name. */
  takesRoute(routeId: string): boolean {
    return this.#routes === undefined || this.#routes.has(routeId);
  }
}
