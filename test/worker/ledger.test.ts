import { socketPlatform } from '../../node-adapter/platform.ts';
import { openHttpLedger } from '../../shared/ledger/http-ledger.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import { ledgerSuite } from '../contract/ledger-suite.ts';
import { ledgerToken, WorkerdLedger } from '../support/workerd-ledger.ts';

// Claims of one call fall on several objects, or on one: both ways are gone.
ledgerSuite(
  'durable-object, over HTTP',
  async () => {
    const worker = await WorkerdLedger.start({ shards: 4 });
    const { url } = worker;
    const platform = socketPlatform({ write() {} });
    const open = async (): Promise<Ledger> => openHttpLedger({ url, token: ledgerToken, timeoutMs: 20_000 }, platform);
    return {
      open,
      // What a caller takes for the time is sent to nobody.
      openSkewed: open,
      restart: () => worker.restart(),
      async close() {
        platform.transport.close();
        await worker.stop();
      },
    };
  },
  { skews: true, isDurable: true },
);
