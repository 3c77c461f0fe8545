import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';
import { readCorpus, writeCorpus } from './coverage/corpus-file.ts';
import { CoverageMeter } from './coverage/coverage-meter.ts';
import type { FuzzTarget } from './coverage/fuzz-target.ts';
import { hunt } from './coverage/hunt.ts';

const seed = testSeed();
/** Seconds for all targets together; more by hand. `SENTINEL_FUZZ_TARGET` chooses one, `SENTINEL_WRITE` keeps what is found. */
const seconds = Number(process.env['SENTINEL_FUZZ_SECONDS'] ?? 40);
const chosen = process.env['SENTINEL_FUZZ_TARGET'];

const names = [
  ...['request-intake', 'response-parser', 'chunked-decoder', 'field-reader'],
  ...['server-to-upstream', 'client-connection', 'configuration'],
].filter((name) => chosen === undefined || name === chosen);

const meter = new CoverageMeter(/\/shared\/(http1|config)\//);
after(() => meter.stop());

describe(`inputs guided by coverage (SEED=${seed}, ${seconds} s)`, { concurrency: false }, () => {
  for (const name of names) {
    test(`${name} keeps its promises`, { timeout: seconds * 1000 + 60_000 }, async (t) => {
      const target = await load(name);
      const random = new SeededRandom(seed);
      const corpus = await readCorpus(name);
      const forMs = (seconds * 1000) / names.length;
      const { inputs, corpus: kept, finding } = await hunt(target, { random, meter, corpus, forMs });
      t.diagnostic(`${inputs} inputs, ${meter.reached} places, ${kept.length} inputs worth keeping`);

      if (process.env['SENTINEL_WRITE'] !== undefined) await writeCorpus(name, kept);
      if (finding !== undefined) {
        const cause = finding.error instanceof Error ? finding.error.message : String(finding.error);
        assert.fail(`SEED=${seed}, smallest input ${JSON.stringify(finding.input)}: ${cause}`);
      }
      assert.ok(inputs > 100 && meter.reached > 50, 'hardly anything was tried');
    });
  }
});

/** Loads a target after the meter has begun, as code that is compiled before is not counted. */
async function load(name: string): Promise<FuzzTarget> {
  const module = (await import(`./coverage/targets/${name}.ts`)) as Record<string, FuzzTarget>;
  return Object.values(module)[0]!;
}
