import { expect, test } from 'vitest';
import { beginLines, comparisonLines } from './measured-table.ts';

const measured = { iterations: 9, megabytes: 470, seconds: 7.5, downtimeSeconds: 0.1 };

test('a comparison prints what was measured, both simulations and their errors, in 80 columns', () => {
  const lines = [
    ...beginLines('128 MiB of heap'),
    ...comparisonLines({
      workload: 'cache',
      design: 'hardened',
      log: 'a.gc.log',
      atSeconds: 10,
      writes: { old: { pages: 12, perSecond: 340 }, perCollection: 5678 },
      measured,
      idleSeconds: 0.126,
      each: [],
      isComparable: false,
      simulated: { ...measured, megabytes: 517 },
      fromLogAlone: { ...measured, downtimeSeconds: 0.05 },
    }),
  ];
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines).toEqual([
    '128 MiB of heap',
    'workload  design    what             iterations     sent    total  downtime',
    'cache     hardened  measured                  9   470 MB    7.5 s   0.100 s',
    '                    simulated                 9   517 MB    7.5 s   0.100 s',
    '                      error                 0 %    +10 %      0 %       0 %',
    '                    from log alone            9   470 MB    7.5 s   0.050 s',
    '                      error                 0 %      0 %      0 %     -50 %',
    '  Old: 12 pages, 340 writes/s; 5678 pages per collection; link idle 0.13 s',
    '  NOT comparable: the machine was too busy, the daemon was behind its link',
  ]);
});
