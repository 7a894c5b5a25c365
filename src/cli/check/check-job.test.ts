import { expect, test } from 'vitest';
import { jobKey } from '../../campaign/job.ts';
import { identityOfProgram } from '../campaign/identity.ts';
import { checkJob } from './check-job.ts';
import { tasksOf, type CheckArguments } from './check-tasks.ts';

const given: CheckArguments = { design: [], hazard: [], out: '' };

test('a job carries all that is asked of its cell, and no two cells of the default matrix are one job', () => {
  const tasks = tasksOf(given);
  const jobs = tasks.map((task) => checkJob(task, given));
  expect(tasks.filter(({ liveness }) => liveness === true).length).toBeGreaterThan(0);
  expect(tasks.filter(({ costs }) => costs !== undefined).length).toBeGreaterThan(0);
  expect(jobs.map(({ task }) => [task.liveness, task.costs])).toEqual(
    tasks.map(({ liveness, costs }) => [liveness, costs]),
  );
  expect(
    new Set(jobs.map((job) => jobKey(job, { ...identityOfProgram(), program: 'tested' }))).size,
  ).toBe(tasks.length);
});
