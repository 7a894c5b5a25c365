import { expect, test } from 'vitest';
import { raceScenarios } from '../models/scenarios.ts';
import { failureTitle } from './failure-titles.ts';

test.each([...new Set(raceScenarios.map(({ violates }) => violates.failureClass))])(
  '%s has a title in plain words',
  (failureClass) => {
    const title = failureTitle(failureClass);
    expect(title).not.toBe(failureClass);
    expect(title).toMatch(/^[A-Z]/);
  },
);

test('a failure class of another protocol stays as it is', () => {
  expect(failureTitle('both inside')).toBe('both inside');
  expect(failureTitle('toString frame, dirtiness lost')).toBe('toString frame, dirtiness lost');
});
