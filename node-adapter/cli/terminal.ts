import type { Style, Terminal } from './command.ts';

/** The terminal of this process. Colours only where a person looks, and not where `NO_COLOR` asks for none. */
export function processTerminal(): Terminal {
  // Whoever reads the output may stop early, as `head` does; that is not our failure.
  process.stdout.on('error', () => process.exit(0));
  const hasColours = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    paint: (style, text) => (hasColours ? `\u001b[${codes[style]}m${text}\u001b[0m` : text),
  };
}

const codes: Readonly<Record<Style, number>> = { good: 32, bad: 31, warn: 33, dim: 2, strong: 1 };
