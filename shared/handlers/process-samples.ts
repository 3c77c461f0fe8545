import type { Sample, Samples } from '../telemetry/metrics/samples.ts';
import type { BuiltinParts } from './builtin.ts';

/** What a process tells of itself. */
export interface ProcessFigures {
  /** Bytes, by kind; empty where the platform does not say. */
  readonly memory: Readonly<Record<string, number>>;
  /** Connections of clients. */
  readonly connections: number;
  /** Readings of the configuration after the first, by how they ended. */
  readonly reloads: Readonly<Record<'applied' | 'refused', number>>;
  /** Answers that ledgers did not give, by their names. */
  readonly ledgerFailures: ReadonlyMap<string, number>;
}

/** The figures of the process as a whole, as they are now. */
export function processSamples(parts: BuiltinParts): Samples {
  const { version, platform, startedAt, isDraining, turnedAway, figures } = parts;
  return {
    up: [{ labels: [], value: 1 }],
    build: [{ labels: [version, platform.runtime], value: 1 }],
    started: [{ labels: [], value: startedAt / 1000 }],
    draining: [{ labels: [], value: isDraining() ? 1 : 0 }],
    ...(turnedAway && { turnedAway: [{ labels: [], value: turnedAway() }] }),
    ...(figures && figuresOf(figures())),
  };
}

function figuresOf({ memory, connections, reloads, ledgerFailures }: ProcessFigures): Samples {
  return {
    memory: labelled(Object.entries(memory)),
    connections: [{ labels: [], value: connections }],
    reloads: labelled(Object.entries(reloads)),
    ledgerFailures: labelled([...ledgerFailures]),
  };
}

function labelled(entries: readonly (readonly [string, number])[]): readonly Sample[] {
  return entries.map(([label, value]) => ({ labels: [label], value }));
}
