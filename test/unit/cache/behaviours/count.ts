import { type Behaviour, isShown } from './behaviour.ts';
import { areas } from './index.ts';

/** Plays all behaviours and tells, as the table of the documentation, how many of each area are fulfilled. */
export async function countedTable(
  holdsFor: (row: Behaviour) => Promise<boolean> | boolean = isShown,
): Promise<string> {
  const lines = ['| area | required | optional | open |', '|---|---|---|---|'];
  const sums = new Sums();
  for (const { name, rows } of areas) {
    const ofArea = new Sums();
    for (const row of rows) {
      const holds = await holdsFor(row);
      for (const sum of [ofArea, sums]) sum.add(row.kind, holds);
    }
    lines.push(`| ${name} | ${ofArea.cells()} |`);
  }
  return [...lines, `| **All** | ${sums.cells()} |`].join('\n');
}

class Sums {
  readonly #of = { required: [0, 0], optional: [0, 0], open: [0, 0] } as Record<Behaviour['kind'], [number, number]>;

  add(kind: Behaviour['kind'], holds: boolean): void {
    this.#of[kind][0] += holds ? 1 : 0;
    this.#of[kind][1] += 1;
  }

  cells(): string {
    return (['required', 'optional', 'open'] as const)
      .map((kind) => this.#of[kind])
      .map(([held, all]) => (all === 0 ? '' : `${held} of ${all}`))
      .join(' | ');
  }
}

if (import.meta.main) console.info(await countedTable());
