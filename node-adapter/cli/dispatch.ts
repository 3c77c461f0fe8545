import { parseArgs } from 'node:util';
import { nearest } from '../../shared/config/nearest.ts';
import { version } from '../../shared/version.ts';
import { type Call, type Command, parseOptions, type Terminal } from './command.ts';
import { commandHelp, programHelp } from './help.ts';
import { UsageError } from './usage-error.ts';

/** Runs the command that a command line names; answers the exit code: 2 when the line is off. */
export async function dispatch(
  line: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<number> {
  const [first, ...others] = line;
  if (first === '--help' || first === '-h' || first === 'help') return help(others[0], commands, terminal);
  if (first === '--version' || first === '-V' || first === 'version') return say(terminal, `sentinel ${version}`);
  const isNamed = first !== undefined && !first.startsWith('-');
  const command = isNamed ? commandOf(first, commands) : commands[0];
  try {
    if (!command) throw new UsageError(unknownCommand(first ?? '', commands));
    return await runCommand(command, isNamed ? others : line, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.err(terminal.paint('bad', error.message));
    return error.exitCode;
  }
}

function commandOf(said: string, commands: readonly Command[]): Command | undefined {
  return commands.find(({ name, aliases }) => name === said || aliases.includes(said));
}

/** The help of the command that is asked about, else that of the program. */
function help(about: string | undefined, commands: readonly Command[], terminal: Terminal): number {
  const command = about === undefined ? undefined : commandOf(about, commands);
  return say(terminal, command ? commandHelp(command, terminal) : programHelp(commands, terminal));
}

async function runCommand(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parse(command, args);
  if (values['help'] === true) return say(terminal, commandHelp(command, terminal));
  const takesFile = command.usage.includes('[file]') && values['config'] === undefined;
  const tooMany = positionals[command.mostWords ?? (takesFile ? 1 : 0)];
  if (tooMany !== undefined)
    throw new UsageError(`"${tooMany}" is one too many.\nTry: sentinel ${command.name} --help`);
  const textsOf = (option: string): readonly string[] => {
    const value = values[option];
    return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
  };
  const call: Call = {
    text: (option) => textsOf(option).at(-1),
    texts: textsOf,
    flag: (option) => values[option] === true,
    rest: positionals,
    terminal,
  };
  return command.run(call);
}

function parse(command: Command, args: readonly string[]) {
  try {
    const options = { ...parseOptions(command.options), help: { type: 'boolean' as const, short: 'h' } };
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values: values as Readonly<Record<string, unknown>>, positionals };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${reason}\nTry: sentinel ${command.name} --help`);
  }
}

function unknownCommand(name: string, commands: readonly Command[]): string {
  const known = commands.map((command) => command.name);
  const close = nearest(name, known);
  const meant = close === undefined ? '' : ` Did you mean "${close}"?`;
  const file = /\.(?:kdl|jsonc?|[cm]?[jt]s)$/.test(name) ? ` For a file, write: sentinel run ${name}` : '';
  return `There is no command "${name}".${meant}${file} There are ${known.join(', ')}.`;
}

function say(terminal: Terminal, text: string): number {
  terminal.out(text);
  return 0;
}
