import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Job } from '../../../shared/platform/job.ts';
import { RunningJobs } from '../../../shared/platform/running-jobs.ts';

describe('RunningJobs', () => {
  test('ends the jobs of a plan before those of the next one begin', () => {
    const told: string[] = [];
    const jobs = new RunningJobs();

    jobs.replace([jobOf('a', told), jobOf('b', told)]);
    jobs.replace([jobOf('c', told)]);

    assert.deepEqual(told, ['start a', 'start b', 'stop a', 'stop b', 'start c']);
  });

  test('ends each job once', () => {
    const told: string[] = [];
    const jobs = new RunningJobs();

    jobs.replace([jobOf('a', told)]);
    jobs.stop();
    jobs.stop();

    assert.deepEqual(told, ['start a', 'stop a']);
  });
});

function jobOf(name: string, told: string[]): Job {
  return { name, start: () => void told.push(`start ${name}`), stop: () => void told.push(`stop ${name}`) };
}
