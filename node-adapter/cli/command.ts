import type { ParseArgsOptionsConfig } from 'node:util';

/** One subcommand of `sentinel`: a row of the table in `cli/index.ts`. */
export interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  /** One sentence for the list of commands. */
  readonly about: string;
  /** What stands after the name on the command line. */
  readonly usage: string;
  /** Words that may stand after the name; one where `usage` names a file, else none, when absent. */
  readonly mostWords?: number;
  /** Options, in the order in which help shows them. */
  readonly options: readonly CommandOption[];
  /** Lines to try, shown by help. */
  readonly examples: readonly string[];
  /** Does the work; answers the exit code. */
  run(call: Call): number | Promise<number>;
}

/** One option of a command. */
export interface CommandOption {
  readonly name: string;
  readonly short?: string;
  /** Name of its value; absent for a flag. */
  readonly value?: string;
  readonly many?: true;
  readonly about: string;
}

/** A command as it was called. */
export interface Call {
  /** The last value of an option. */
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
  flag(option: string): boolean;
  readonly rest: readonly string[];
  readonly terminal: Terminal;
}

/** Where output goes. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Marks text for people at a terminal; elsewhere gives it back as it is. */
  paint(style: Style, text: string): string;
}

/** What a piece of output is, for those who see colours. */
export type Style = 'good' | 'bad' | 'warn' | 'dim' | 'strong';

/** The options as `node:util` takes them. */
export function parseOptions(options: readonly CommandOption[]): ParseArgsOptionsConfig {
  return Object.fromEntries(
    options.map(({ name, short, value, many }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
        ...(many ? { multiple: true } : {}),
      },
    ]),
  );
}
