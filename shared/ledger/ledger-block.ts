import type { LeaseSettings, LedgerSettings } from './ledger-settings.ts';

/** A `ledger` as the configuration has it. */
export type LedgerBlock =
  | { readonly backend: 'local'; readonly maxKeys: number }
  | ({ readonly backend: 'sqlite'; readonly file: string } & GuardBlock)
  | ({ readonly backend: 'redis'; readonly url: string; readonly poolSize: number } & PrefixBlock)
  | ({ readonly backend: 'upstash'; readonly url: string; readonly token: string } & PrefixBlock)
  | ({ readonly backend: 'memcached'; readonly url: string; readonly prefix: string } & PooledBlock)
  | ({
      readonly backend: 'durable-object';
      readonly binding?: string | undefined;
      readonly url?: string | undefined;
      readonly token?: string | undefined;
    } & GuardBlock &
      LeaseBlock);

interface GuardBlock {
  readonly timeoutMs: number;
  readonly failureMode: 'closed' | 'open' | 'local';
  readonly localShare: number;
}

interface LeaseBlock {
  readonly leaseShare: number;
  readonly leaseMs: number;
}

interface PooledBlock extends GuardBlock {
  readonly poolSize: number;
}

interface PrefixBlock extends GuardBlock, LeaseBlock {
  readonly prefix: string;
}

/** What a `ledger` of the configuration asks for. */
export function ledgerSettings(block: LedgerBlock): LedgerSettings {
  if (block.backend === 'local') return block;
  const { timeoutMs, failureMode, localShare } = block;
  const guard = { timeoutMs, failureMode, localShare };
  switch (block.backend) {
    case 'sqlite':
      return { backend: 'sqlite', file: block.file, guard };
    case 'redis': {
      const { url, prefix, poolSize } = block;
      return { backend: 'redis', url, prefix, poolSize, guard, lease: leaseOf(block) };
    }
    case 'upstash': {
      const { url, token, prefix } = block;
      return { backend: 'upstash', url, token, prefix, guard, lease: leaseOf(block) };
    }
    case 'memcached': {
      const { url, prefix, poolSize } = block;
      return { backend: 'memcached', url, prefix, poolSize, guard };
    }
    case 'durable-object': {
      const { binding = 'SENTINEL_LEDGER', url, token } = block;
      return { backend: 'durable-object', binding, url, token, guard, lease: leaseOf(block) };
    }
  }
}

function leaseOf({ leaseShare, leaseMs }: LeaseBlock): LeaseSettings | undefined {
  return leaseShare === 0 ? undefined : { share: leaseShare, holdMs: leaseMs };
}
