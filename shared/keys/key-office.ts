import type { Platform } from '../platform/platform.ts';
import { type KeyForm, settingsAfter } from './key-form.ts';
import type { KeyRecord, KeySecret } from './key-record.ts';
import { hashOf, hintOf, makeSecret } from './key-secret.ts';
import type { KeyPage, KeyStore } from './key-store.ts';

/** What became of a change. `secret` is there once, and never again. */
export type KeyOutcome =
  | { readonly kind: 'done'; readonly record: KeyRecord; readonly secret?: string }
  | { readonly kind: 'missing' | 'declared' | 'revoked' | 'changed' | 'full' | 'live' };

/** Who asked for a change, as the audit log tells it. */
export interface KeyCaller {
  readonly traceId?: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly clientIp: string;
  readonly routeId?: string | undefined;
}

/** What is told of a change. */
export interface KeyChange {
  readonly action: 'issued' | 'changed' | 'rotated' | 'revoked' | 'removed';
  readonly id: string;
  readonly name: string;
  readonly by: KeyCaller;
}

/** What an office works with. */
export interface KeyOfficeParts {
  readonly platform: Pick<Platform, 'clock' | 'random'>;
  readonly store: KeyStore;
  readonly declared: readonly KeyRecord[];
  /** All routes of the configuration, where there is one; keys may name others, and are shown with a warning. */
  readonly routes?: ReadonlySet<string> | undefined;
  /** Told of secrets about which something has changed. */
  forget(hashes: readonly string[]): void;
  /** Told of each change. */
  report(change: KeyChange): void;
}

/** Old secrets of one key that may be good at once. */
const mostOldSecrets = 4;
/** Longest that an old secret may go on. */
export const longestGraceMs = 90 * 86_400_000;

/** Issues keys and changes them, one key at a time. */
export class KeyOffice {
  readonly #parts: KeyOfficeParts;

  constructor(parts: KeyOfficeParts) {
    this.#parts = parts;
  }

  async issue(form: KeyForm, by: KeyCaller): Promise<KeyOutcome> {
    const { platform, store } = this.#parts;
    const now = platform.clock.now();
    const secret = makeSecret((count) => platform.random.bytes(count));
    const record: KeyRecord = {
      id: newId(now, platform.random.bytes(6)),
      settings: settingsAfter(undefined, form),
      secrets: [secretOf(secret)],
      createdAt: now,
      version: 1,
    };
    const kept = await store.put(record);
    if (kept !== 'kept') return { kind: kept };
    this.#tell('issued', record, by);
    return { kind: 'done', record, secret };
  }

  async show(id: string): Promise<{ readonly record: KeyRecord; readonly isDeclared: boolean } | undefined> {
    const declared = this.#parts.declared.find((record) => record.id === id);
    if (declared) return { record: declared, isDeclared: true };
    const record = await this.#parts.store.get(id);
    return record && { record, isDeclared: false };
  }

  /** Those of the configuration, which are few. */
  get declared(): readonly KeyRecord[] {
    return this.#parts.declared;
  }

  /** Routes that a key may open. */
  get routes(): ReadonlySet<string> | undefined {
    return this.#parts.routes;
  }

  async list(page: KeyPage): Promise<readonly KeyRecord[]> {
    return await this.#parts.store.list(page);
  }

  change(id: string, form: KeyForm, by: KeyCaller): Promise<KeyOutcome> {
    return this.#update(id, { action: 'changed', by }, (record) => ({
      record: { ...record, settings: settingsAfter(record.settings, form) },
    }));
  }

  /** Gives the key a new secret. The old one is good for so long after that. */
  rotate(id: string, graceMs: number, by: KeyCaller): Promise<KeyOutcome> {
    const { platform } = this.#parts;
    return this.#update(id, { action: 'rotated', by }, (record) => {
      const now = platform.clock.now();
      const secret = makeSecret((count) => platform.random.bytes(count));
      const until = now + Math.min(graceMs, longestGraceMs);
      const old = record.secrets.flatMap((each) => {
        const end = Math.min(each.until ?? until, until);
        return end > now ? [{ ...each, until: end }] : [];
      });
      const secrets: KeyRecord['secrets'] = [secretOf(secret), ...old.slice(0, mostOldSecrets)];
      return { record: { ...record, secrets, rotatedAt: now }, secret };
    });
  }

  /** No secret of the key is good any more. It stays to be seen until it is removed. */
  revoke(id: string, by: KeyCaller): Promise<KeyOutcome> {
    const revokedAt = this.#parts.platform.clock.now();
    return this.#update(id, { action: 'revoked', by }, (record) => ({ record: { ...record, revokedAt } }));
  }

  /** Forgets a key that was revoked. */
  async remove(id: string, by: KeyCaller): Promise<KeyOutcome> {
    const found = await this.#found(id);
    if (found.kind !== 'done') return found;
    const { record } = found;
    if (record.revokedAt === undefined) return { kind: 'live' };
    await this.#parts.store.drop(id);
    this.#tell('removed', record, by);
    return found;
  }

  async #update(
    id: string,
    { action, by }: Pick<KeyChange, 'action' | 'by'>,
    next: (record: KeyRecord) => { readonly record: KeyRecord; readonly secret?: string },
  ): Promise<KeyOutcome> {
    const found = await this.#found(id);
    if (found.kind !== 'done') return found;
    const before = found.record;
    // What is revoked stays so.
    if (before.revokedAt !== undefined) return action === 'revoked' ? found : { kind: 'revoked' };
    const made = next(before);
    const record = { ...made.record, version: before.version + 1 };
    const kept = await this.#parts.store.put(record);
    if (kept !== 'kept') return { kind: kept };
    this.#parts.forget(before.secrets.map(({ hash }) => hash));
    this.#tell(action, record, by);
    return { kind: 'done', ...made, record };
  }

  async #found(id: string): Promise<KeyOutcome> {
    if (this.#parts.declared.some((record) => record.id === id)) return { kind: 'declared' };
    const record = await this.#parts.store.get(id);
    return record ? { kind: 'done', record } : { kind: 'missing' };
  }

  #tell(action: KeyChange['action'], record: KeyRecord, by: KeyCaller): void {
    this.#parts.forget(record.secrets.map(({ hash }) => hash));
    this.#parts.report({ action, id: record.id, name: record.settings.name, by });
  }
}

function secretOf(secret: string): KeySecret {
  return { hash: hashOf(secret), hint: hintOf(secret) };
}

/** Ids sort by the time they were made. */
function newId(now: number, random: Uint8Array): string {
  const chance = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `key_${now.toString(36).padStart(9, '0')}${chance}`;
}
