import assert from 'node:assert/strict';

/** Metrics as a strict reader of the text format takes them: the value by the name with its labels, as they stand. */
export interface ReadMetrics {
  readonly values: ReadonlyMap<string, number>;
  /** The kind of each family, by its name. */
  readonly kinds: ReadonlyMap<string, string>;
}

/**
 * Reads the Prometheus text format 0.0.4, or OpenMetrics 1.0 when `isOpen`, and fails at whatever does not fit: a family
 * in two places, a sample without a family, a sample twice, a bucket smaller than the one before, a sum without count.
 */
export function readMetrics(text: string, isOpen = false): ReadMetrics {
  const values = new Map<string, number>();
  const kinds = new Map<string, string>();
  assert.ok(text.endsWith('\n'), 'the last line ends');
  const lines = text.slice(0, -1).split('\n');
  if (isOpen) assert.equal(lines.pop(), '# EOF');
  let family = '';
  for (const line of lines) {
    const about = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    if (about) {
      const [, word, name, rest] = about;
      if (word === 'HELP') {
        assert.ok(!kinds.has(name!), `${name} is in one place`);
        family = name!;
      } else {
        assert.equal(name, family, 'the kind follows the help');
        assert.match(rest!, /^(counter|gauge|histogram)$/);
        kinds.set(name!, rest!);
      }
      continue;
    }
    const { name, labels, value } = sampleOf(line);
    const kind = kinds.get(family);
    assert.ok(
      suffixes(kind, isOpen).some((suffix) => name === family + suffix),
      `${name} belongs to ${family}`,
    );
    const key = `${name}${labels}`;
    assert.ok(!values.has(key), `${key} is there once`);
    values.set(key, value);
  }
  for (const [name, kind] of kinds) if (kind === 'histogram') checkBuckets(name, values);
  return { values, kinds };
}

function sampleOf(line: string): { readonly name: string; readonly labels: string; readonly value: number } {
  const read = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? (\S+)$/.exec(line);
  assert.ok(read, `a sample: ${line}`);
  const [, name, labels = '', value] = read;
  assert.match(
    labels,
    /^$|^\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"(?:,(?!\})|(?=\})))+\}$/,
    `labels of ${line}`,
  );
  const names = [...labels.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\\n]|\\[\\"n])*"/g)].map(([, label]) => label);
  assert.equal(new Set(names).size, names.length, `each label once: ${line}`);
  assert.match(value!, /^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/);
  return { name: name!, labels, value: Number(value) };
}

function suffixes(kind: string | undefined, isOpen: boolean): readonly string[] {
  if (kind === 'histogram') return ['_bucket', '_count', '_sum'];
  return kind === 'counter' && isOpen ? ['_total'] : [''];
}

function checkBuckets(name: string, values: ReadonlyMap<string, number>): void {
  let before: { readonly rest: string; readonly bound: number; readonly count: number } | undefined;
  for (const [key, count] of values) {
    const bucket = key.startsWith(`${name}_bucket{`) ? /^(.*?),?le="([^"]+)"\}$/.exec(key) : undefined;
    if (!bucket) continue;
    const rest = bucket[1]!;
    const bound = bucket[2] === '+Inf' ? Number.POSITIVE_INFINITY : Number(bucket[2]);
    if (before?.rest === rest) assert.ok(bound > before.bound && count >= before.count, `${key} is no smaller`);
    else assert.ok(!before || before.bound === Number.POSITIVE_INFINITY, 'the last bucket has no bound');
    before = { rest, bound, count };
    if (bound !== Number.POSITIVE_INFINITY) continue;
    const labels = rest.slice(`${name}_bucket`.length);
    const all = labels === '{' ? '' : `${labels}}`;
    assert.equal(values.get(`${name}_count${all}`), count, `the count of ${key}`);
    assert.ok(values.has(`${name}_sum${all}`), `the sum of ${key}`);
  }
}
