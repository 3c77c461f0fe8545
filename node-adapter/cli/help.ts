import type { Command, CommandOption, Terminal } from './command.ts';

/** The help of one command. */
export function commandHelp({ name, about, usage, options, examples, aliases }: Command, { paint }: Terminal): string {
  const lines = [about, '', `${paint('strong', 'Usage')}: sentinel ${name} ${usage}`.trimEnd()];
  if (aliases.length > 0) lines.push(`Also: ${aliases.join(', ')}`);
  if (options.length > 0) lines.push('', paint('strong', 'Options'), ...columns([...options.map(optionRow), helpRow]));
  if (examples.length > 0) lines.push('', paint('strong', 'Examples'), ...examples.map((line) => `  ${line}`));
  return lines.join('\n');
}

/** The help of the program: its commands. */
export function programHelp(commands: readonly Command[], { paint }: Terminal): string {
  return [
    'Sentinel: a security-first reverse proxy and AI gateway.',
    '',
    `${paint('strong', 'Usage')}: sentinel [command] [options]`,
    '',
    paint('strong', 'Commands'),
    ...columns(commands.map(({ name, about }) => [name, about] as const)),
    '',
    'Without a command, `sentinel run` is meant. `sentinel <command> --help` tells more of one.',
  ].join('\n');
}

const helpRow = ['-h, --help', 'Shows this.'] as const;

function optionRow({ name, short, value, about }: CommandOption): readonly [string, string] {
  const shown = value === undefined ? `--${name}` : `--${name} <${value}>`;
  return [short === undefined ? `    ${shown}` : `-${short}, ${shown}`, about];
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
