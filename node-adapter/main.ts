import { keepWarm } from './keep-warm.ts';
import { keepYoung } from './keep-young.ts';
import { keepEarlySignals } from './signals.ts';

keepEarlySignals();
keepWarm();
keepYoung();
const [{ dispatch }, { commands }, { processTerminal }] = await Promise.all([
  import('./cli/dispatch.ts'),
  import('./cli/index.ts'),
  import('./cli/terminal.ts'),
]);
process.exitCode = await dispatch(process.argv.slice(2), commands, processTerminal());
