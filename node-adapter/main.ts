import { dispatch } from './cli/dispatch.ts';
import { commands } from './cli/index.ts';
import { processTerminal } from './cli/terminal.ts';
import { keepYoung } from './keep-young.ts';

keepYoung();
process.exitCode = await dispatch(process.argv.slice(2), commands, processTerminal());
