import { type KeyOf, type MetricKey, metricTable } from './metric-table.ts';
import type { Sample, Samples } from './samples.ts';
import { Counter, Histogram } from './series.ts';

/** Series of one metric, at most; what comes after them is counted together, with `other` in every label. */
export const mostSeries = 1000;

/** Who a series belongs to: it goes when its owner is no longer in the configuration. Nobody's stays. */
export type Owner = `route ${string}` | `upstream ${string}` | '';

/** Every series of a process or isolate. Lives on over reloads. */
export class Registry {
  readonly #families = new Map<MetricKey, Map<string, Kept>>();

  /** To be asked once for each place that counts, not per request. */
  counter(key: KeyOf<'counter'>, owner: Owner, ...labels: readonly string[]): Counter {
    return this.#series(key, owner, labels, (named) => new Counter(named));
  }

  histogram(key: KeyOf<'histogram'>, owner: Owner, ...labels: readonly string[]): Histogram {
    return this.#series(key, owner, labels, (named) => new Histogram(named, metricTable[key].bounds));
  }

  /** Forgets the series of all other owners. */
  keep(owners: ReadonlySet<Owner>): void {
    for (const family of this.#families.values()) {
      for (const [name, { owner }] of family) if (owner !== '' && !owners.has(owner)) family.delete(name);
    }
  }

  samples(): Samples {
    return Object.fromEntries(
      [...this.#families].map(([key, family]) => [key, [...family.values()].filter(hasValue).map(sampleOf)]),
    );
  }

  // A key always makes series of the same kind.
  #series<S extends Sample>(key: MetricKey, owner: Owner, labels: readonly string[], make: Make<S>): S {
    const family = this.#family(key);
    const name = nameOf(labels);
    const known = family.get(name);
    if (known) return known.series as S;
    const isFull = family.size >= mostSeries - 1;
    const others = labels.map(() => 'other');
    const place = isFull ? nameOf(others) : name;
    const kept = family.get(place) ?? { owner: isFull ? '' : owner, series: make(isFull ? others : labels) };
    family.set(place, kept);
    return kept.series as S;
  }

  #family(key: MetricKey): Map<string, Kept> {
    const known = this.#families.get(key);
    if (known) return known;
    const family = new Map<string, Kept>();
    this.#families.set(key, family);
    return family;
  }
}

interface Kept {
  readonly owner: Owner;
  readonly series: Sample;
}

type Make<S> = (labels: readonly string[]) => S;

/** No name in a configuration holds this character. */
function nameOf(labels: readonly string[]): string {
  return labels.join('\u0000');
}

/** The buckets of what nobody asked for would fill the page. */
function hasValue({ series: { counts } }: Kept): boolean {
  return counts === undefined || counts.some((count) => count > 0);
}

/** Without what the series is made of beside its values. */
function sampleOf({ series: { labels, value, counts } }: Kept): Sample {
  return counts === undefined ? { labels, value } : { labels, value, counts: [...counts] };
}
