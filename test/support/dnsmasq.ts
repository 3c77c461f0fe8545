import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilAnswers } from './discovery-at-work.ts';
import { freePort } from './ports.ts';
import { type SubjectProcess, startProcess } from './subject-process.ts';

/** A real name server on a port of the loopback address, for the domain `test`. */
export interface Dnsmasq {
  /** `address:port`. */
  readonly address: string;
  /** Answers by these settings of its configuration from now on, as well as for `up.test`. */
  configure(...settings: readonly string[]): Promise<void>;
  /** Ends it, so that nothing answers. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts dnsmasq with such settings as `host-record=a.test,127.0.0.1,5`. */
export async function startDnsmasq(...settings: readonly string[]): Promise<Dnsmasq> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-dnsmasq-'));
  const file = join(folder, 'dnsmasq.conf');
  const args = ['--keep-in-foreground', `--conf-file=${file}`, '--log-facility=-'];
  let server: SubjectProcess | undefined;
  const start = async (lines: readonly string[]): Promise<void> => {
    writeFileSync(file, [...fixed(port), ...lines, ''].join('\n'));
    server = await startProcess({ program: 'dnsmasq', args }, () => untilAnswers(address, 'up.test'));
  };
  await start(settings);
  return {
    address,
    async configure(...lines) {
      await server?.stop();
      await start(lines);
    },
    kill: async () => server?.stop(),
    async stop() {
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function fixed(port: number): readonly string[] {
  return [
    ...[`port=${port}`, 'listen-address=127.0.0.1', 'bind-interfaces', 'no-resolv', 'no-hosts', 'local=/test/'],
    ...['pid-file=', 'user=root', 'host-record=up.test,127.0.0.1'],
  ];
}
