import { Fault } from '../../errors/fault.ts';
import type { Socket } from '../../platform/socket.ts';
import type { Probe, ProbePlatform, Stopping } from './probe.ts';
import { ProbeAddresses } from './probe-address.ts';
import type { CheckResult } from './target-check.ts';

/** Opens a connection, agrees on encryption where requests would, and closes it. */
export function tcpProbe(
  options: { readonly port: number | undefined; readonly timeoutMs: number },
  platform: ProbePlatform,
): Probe {
  const addresses = new ProbeAddresses(options);
  return {
    ask(target, stopping) {
      return connect(addresses.of(target), options.timeoutMs, platform, stopping);
    },
  };
}

function connect(
  address: ReturnType<ProbeAddresses['of']>,
  timeoutMs: number,
  { dialer, timers }: ProbePlatform,
  stopping: Stopping,
): Promise<CheckResult> {
  if (!dialer) return Promise.reject(new Fault('internal', { detail: 'this runtime opens no bare connections' }));
  return new Promise<CheckResult>((resolve, reject) => {
    const over = (): void => {
      timer.cancel();
      stopping.onStop = undefined;
    };
    const stop = (fault: Fault): void => {
      over();
      dialing.cancel();
      reject(fault);
    };
    const timer = timers.after(timeoutMs, () => stop(new Fault('upstream_connect_timeout', { unsent: true })));
    stopping.onStop = stop;
    const dialing = dialer.dial(address, {
      onConnected(socket) {
        over();
        hangUp(socket);
        resolve({ ok: true });
      },
      onFailed(fault) {
        over();
        reject(fault);
      },
    });
  });
}

function hangUp(socket: Socket): void {
  socket.handler = deaf;
  socket.end();
  socket.destroy();
}

const deaf = { onData() {}, onDrain() {}, onEnd() {}, onClose() {} };
