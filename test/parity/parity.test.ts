import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { RuntimeName } from '../../shared/platform/platform.ts';
import type { Case, Topic } from './case.ts';
import { topics } from './cases/index.ts';
import { differences } from './differences.ts';
import { Stage } from './stage.ts';
import { chosenRuntimes, chosenTopic } from './subjects.ts';
import type { World } from './world.ts';

const msPerCase = 20_000;

for (const [name, topic] of Object.entries(topics)) {
  if (chosenTopic !== undefined && !name.includes(chosenTopic)) continue;
  for (const runtime of chosenRuntimes) runTopic(name, topic, runtime);
}

function runTopic(name: string, topic: Topic, runtime: RuntimeName): void {
  describe(`${name} on ${runtime}`, () => {
    const stage = new Stage(topic, runtime);
    before(() => stage.raise(), { timeout: 60_000 });
    after(() => stage.strike());
    afterEach(() => assert.deepEqual(stage.world.tidy(), []));
    for (const each of topic.cases) runCase(each, runtime, () => stage.world);
  });
}

function runCase(each: Case, runtime: RuntimeName, world: () => World): void {
  const id = each.differs?.[runtime];
  if (id === undefined) {
    test(each.name, { timeout: msPerCase }, () => each.run(world()));
    return;
  }
  const { otherwise } = each;
  if (otherwise) test(`${each.name} [differs: ${id}]`, { timeout: msPerCase }, () => otherwise(world()));
  else test(`${each.name} [differs: ${id}]`, { skip: differences[id].what }, () => undefined);
}
