import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { topics } from './cases/index.ts';
import { type Difference, differences } from './differences.ts';
import { tablePages } from './differences-table.ts';
import { isInstalled, type SubjectName, subjects } from './subjects.ts';

const cases = Object.values(topics).flatMap((topic) => topic.cases);
const rows: Readonly<Record<string, Difference>> = differences;

test('every difference a case claims is one of the table for that runtime', () => {
  for (const { name, differs } of cases) {
    for (const [runtime, id] of Object.entries(differs ?? {})) {
      assert.ok(rows[id]?.runtimes.includes(runtime as SubjectName), `${name}: ${runtime} has no row ${id}`);
    }
  }
});

test('every row of the table is needed by a case', () => {
  const needed = new Set(cases.flatMap(({ differs }) => Object.values(differs ?? {})));

  assert.deepEqual(
    Object.keys(rows).filter((id) => !needed.has(id as keyof typeof differences)),
    [],
  );
});

test('every case of a topic has a name of its own', () => {
  for (const [topic, { cases: own }] of Object.entries(topics)) {
    assert.equal(new Set(own.map(({ name }) => name)).size, own.length, topic);
  }
});

test('the suite holds at least 120 cases', () => {
  assert.ok(cases.length >= 120, `${cases.length} cases`);
});

for (const { path, renewed } of tablePages) {
  test(`${path} holds the table as it is`, async () => {
    const page = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

    assert.equal(renewed(page), page, 'run node scripts/runtime-table.ts');
  });
}

test('every subject of the suite is installed', () => {
  for (const runtime of Object.keys(subjects) as SubjectName[]) assert.ok(isInstalled(runtime), runtime);
});
