import { dispatch } from './cli/dispatch.ts';
import { commands } from './cli/index.ts';
import { processTerminal } from './cli/terminal.ts';

process.exitCode = await dispatch(process.argv.slice(2), commands, processTerminal());
