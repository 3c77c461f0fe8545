import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Case, Topic } from './case.ts';
import { topics } from './cases/index.ts';
import { differences } from './differences.ts';
import { Stage } from './stage.ts';
import { chosenSubjects, chosenTopic, type SubjectName } from './subjects.ts';
import type { World } from './world.ts';

const msPerCase = 60_000;
/** Runs every case on every subject as if there were no differences, to see which of them are still there. */
const ignoresDifferences = process.env['SENTINEL_PARITY_STRICT'] !== undefined;

/** Makes a test of every case of the chosen topics, on those of these subjects that are chosen. */
export function runTopics(on: readonly SubjectName[]): void {
  for (const [name, topic] of Object.entries(topics)) {
    if (chosenTopic !== undefined && !name.includes(chosenTopic)) continue;
    for (const subject of chosenSubjects.filter((each) => on.includes(each))) {
      if (subject !== 'workerd-fetch' || topic.alsoByFetch) runTopic(name, topic, subject);
    }
  }
}

function runTopic(name: string, topic: Topic, subject: SubjectName): void {
  describe(`${name} on ${subject}`, () => {
    const stage = new Stage(topic, subject);
    before(() => stage.raise(), { timeout: 120_000 });
    after(() => stage.strike());
    afterEach(() => assert.deepEqual(stage.world.tidy(), []));
    for (const each of topic.cases) runCase(each, subject, () => stage.world);
  });
}

function runCase(each: Case, subject: SubjectName, world: () => World): void {
  const id = each.differs?.[subject];
  if (id === undefined || ignoresDifferences) {
    test(each.name, { timeout: msPerCase }, () => each.run(world()));
    return;
  }
  const { otherwise } = each;
  if (otherwise) test(`${each.name} [differs: ${id}]`, { timeout: msPerCase }, () => otherwise(world()));
  else test(`${each.name} [differs: ${id}]`, { skip: differences[id].what }, () => undefined);
}
