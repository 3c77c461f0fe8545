import { socketPlatform } from '../../node-adapter/platform.ts';
import { openHttpLedger } from '../../shared/ledger/http-ledger.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import { ledgerSuite } from '../contract/ledger-suite.ts';
import { ledgerToken, WorkerdLedger } from '../support/workerd-ledger.ts';

for (const shards of [1, 4]) {
  ledgerSuite(
    `durable-object in ${shards === 1 ? 'one object' : `${shards} objects`}, over HTTP`,
    async () => {
      const worker = await WorkerdLedger.start({ shards });
      const { url } = worker;
      const platform = socketPlatform({ write() {} });
      const open = async (): Promise<Ledger> =>
        openHttpLedger({ url, token: ledgerToken, timeoutMs: 20_000 }, platform);
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
}
