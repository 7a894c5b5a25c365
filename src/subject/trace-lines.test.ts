import { expect, test } from 'vitest';
import { bitmapFields } from '../report/page/bitmap-fields.ts';
import { traceLines } from './trace-lines.ts';

const steps = [
  {
    process: 'destination',
    detail: 'runs the VM',
    changes: [
      { field: 'absent', index: 3, from: 0, to: 1 },
      { field: 'vmRuns', index: 0, from: 0, to: 1 },
    ],
  },
  { process: 'jvm', detail: 'waits', changes: [] },
];
const text = (loopStart?: number): string[] => {
  const given = loopStart === undefined ? { steps } : { steps, loopStart };
  return traceLines(given, bitmapFields).map(({ first, text: each, writes }) =>
    `${first}${each}  ${writes}`.trimEnd(),
  );
};

test('a line for each step, in columns, with what it wrote to the memory that is drawn', () => {
  expect(text()).toEqual([
    '   1  destination  runs the VM  absent[3]=1',
    '   2  jvm          waits',
  ]);
});

test('where a run repeats or stands still is a line of its own', () => {
  expect(text(1)[1]).toBe('      from here the steps are repeated for ever:');
  expect(text(1)).toHaveLength(3);
  expect(text(2).at(-1)).toBe('      and nothing changes any more');
});
