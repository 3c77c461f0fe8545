import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { countryOf } from '../../../../node-adapter/geo/country-of.ts';
import type { MmdbFile } from '../../../../node-adapter/geo/mmdb-file.ts';
import { nodeGeo } from '../../../../node-adapter/geo/node-geo.ts';
import { problemOfGeo } from '../../../../node-adapter/geo/problem-of-geo.ts';
import { readDatabase } from '../../../../node-adapter/geo/read-database.ts';
import { FakeTime } from '../../../support/fake-time.ts';
import { type Countries, geoDatabase } from '../../../support/geo-database.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const folder = mkdtempSync(join(tmpdir(), 'geo-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;

const countries: Countries = {
  '192.0.2.0/24': 'DE',
  '198.51.100.0/24': 'FR',
  '198.51.100.128/25': 'US',
  '2001:db8::/32': 'JP',
};

function opened(content: Buffer = geoDatabase(countries)) {
  count += 1;
  const path = join(folder, `${count}.mmdb`);
  writeFileSync(path, content);
  const time = new FakeTime();
  const problems: string[] = [];
  const source = nodeGeo(time);
  const database = source.open(path, (problem) => problems.push(problem)) as MmdbFile;
  const changed = async (change: Buffer | undefined) => {
    await database.looked();
    if (change) writeFileSync(path, change);
    else unlinkSync(path);
    time.advance(10_000);
    database.country('192.0.2.1');
    await database.looked();
  };
  return { database, problems, time, path, source, changed };
}

describe('a database of countries', () => {
  for (const [address, country] of [
    ['192.0.2.1', 'DE'],
    ['198.51.100.1', 'FR'],
    ['198.51.100.200', 'US'],
    ['2001:db8:1::5', 'JP'],
    ['203.0.113.1', undefined],
    ['2001:db9::1', undefined],
  ] as const) {
    test(`says ${country ?? 'nothing'} of ${address}`, () => {
      assert.equal(opened().database.country(address), country);
    });
  }

  test('that changes is read anew, beside the requests', async () => {
    const { database, changed, problems } = opened();
    const { edition } = database;

    await changed(geoDatabase({ '192.0.2.0/24': 'IT' }));

    assert.equal(database.country('192.0.2.1'), 'IT');
    assert.notEqual(database.edition, edition);
    assert.deepEqual(problems, []);
  });

  test('is not looked at more often than every ten seconds', async () => {
    const { database, path, time } = opened();
    await database.looked();
    writeFileSync(path, geoDatabase({ '192.0.2.0/24': 'IT' }));

    time.advance(9_999);
    database.country('192.0.2.1');
    await database.looked();
    assert.equal(database.country('192.0.2.1'), 'DE');
  });

  for (const [what, change] of [
    ['is cut off', geoDatabase(countries).subarray(0, 200)],
    ['is something else', Buffer.from('not a database')],
    ['has no entries', Buffer.alloc(0)],
    ['is gone', undefined],
  ] as const) {
    test(`that ${what} after a change leaves the one before in place, and is told of once`, async () => {
      const { database, changed, problems } = opened();

      await changed(change);
      if (change) await changed(change);

      assert.equal(database.country('192.0.2.1'), 'DE');
      assert.match(problems.join(), /has changed and cannot be used, the one before stays/);
    });
  }

  test('that comes back sound is used', async () => {
    const { database, changed } = opened();
    await changed(Buffer.from('half'));

    await changed(geoDatabase({ '192.0.2.0/24': 'IT' }));

    assert.equal(database.country('192.0.2.1'), 'IT');
  });

  test('that is not sound is refused from the beginning', () => {
    for (const [content, why] of [
      [Buffer.alloc(0), /mmdb cannot be used: it is empty/],
      [Buffer.from('nothing of the kind'), /it is no database in the MaxMind format/],
      [geoDatabase(countries).subarray(0, 100), /or only the beginning of one/],
      [geoDatabase(countries).subarray(600), /it is damaged/],
    ] as const) {
      assert.throws(() => opened(content), { detail: why });
    }
  });

  test('that knows no countries is refused, rather than one that finds nobody anywhere', () => {
    const content = geoDatabase({ '0.0.0.0/0': 'DE' });
    const other = Buffer.from(content.toString('latin1').replaceAll('country', 'borough'), 'latin1');

    assert.equal(opened(content).database.country('192.0.2.1'), 'DE');
    assert.throws(() => opened(other), { detail: /it knows no countries: it is a database of the type "/ });
  });

  test('is read once by whoever checks a configuration and whoever serves by it', () => {
    const { path } = opened();
    const first = readDatabase(path);

    assert.equal(problemOfGeo(path), undefined);
    assert.equal(readDatabase(path), first);
    writeFileSync(path, geoDatabase({ '192.0.2.0/24': 'IT' }));
    assert.notEqual(readDatabase(path), first);
  });

  for (const [record, country] of [
    [{ country: { iso_code: 'DE' }, registered_country: { iso_code: 'FR' } }, 'DE'],
    [{ registered_country: { iso_code: 'FR' } }, 'FR'],
    [{ country: 'JP' }, 'JP'],
    [{ country: 'Japan', country_code: 'JP' }, 'JP'],
    [{ country: { iso_code: 7 } }, undefined],
    [{ autonomous_system_number: 1 }, undefined],
    [null, undefined],
  ] as const) {
    test(`names ${country ?? 'nothing'} by the record ${JSON.stringify(record)}`, () => {
      assert.equal(countryOf(record), country);
    });
  }

  test('that was damaged is refused or answers, and never hangs', () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    for (let round = 0; round < 200; round += 1) {
      const content = Buffer.from(geoDatabase(countries));
      for (let i = 0; i < 4; i += 1) content[random.below(content.byteLength)] = random.below(256);
      try {
        const { database } = opened(content);
        database.country('192.0.2.1');
      } catch (error) {
        assert.ok(error instanceof Error, `seed ${seed}`);
      }
    }
  });

  test('is in memory once, whoever opens it', () => {
    const { source, path, database } = opened();

    assert.equal(
      source.open(path, () => {}),
      database,
    );
  });

  test('that is not there is refused with its path', () => {
    assert.throws(() => nodeGeo(new FakeTime()).open('/nowhere/geo.mmdb', () => {}), {
      detail: /\/nowhere\/geo\.mmdb/,
    });
  });
});
