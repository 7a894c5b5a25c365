import istanbul, { type CoverageSummaryData } from 'istanbul-lib-coverage';
import { describe, expect, it } from 'vitest';
import type { ProcessCoverage } from '../../checking/coverage/coverage.ts';
import { sampleChecks, sampleEntry } from '../page-sample.ts';
import { coverageSummary } from './coverage-summary.ts';
import { withHostileStrings } from './hostile-sample.ts';

/** One chart whose arrow `go` starts in two states, with a guard. */
function coverage(taken: number, guardHeld: number): readonly ProcessCoverage[] {
  const arrow = (from: string): ProcessCoverage['transitions'][number] => ({
    from,
    event: 'go',
    to: 'b',
    guard: 'may',
    declaredAt: 'procCall:go:0',
    taken: from === 'a' ? taken : 0,
    guardHeld: from === 'a' ? guardHeld : 0,
    guardFailed: 0,
  });
  const states = [
    { state: 'a', visited: true },
    { state: 'b', visited: taken > 0 },
    { state: 'c', visited: false },
  ];
  return [{ process: 'first', states, transitions: [arrow('a'), arrow('b')] }];
}

const figure = (covered: number, total: number, pct: number): object => ({
  total,
  covered,
  skipped: 0,
  pct,
});

describe('coverageSummary', () => {
  it('counts transitions, guard outcomes and states of each chart over all checks', () => {
    const checks = [
      sampleChecks([{ ...sampleEntry(), coverage: coverage(0, 0) }]),
      sampleChecks([{ ...sampleEntry(), coverage: coverage(7, 7) }]),
    ];
    const procCall = {
      lines: figure(1, 1, 100),
      statements: figure(1, 1, 100),
      functions: figure(2, 3, 66.66),
      branches: figure(1, 2, 50),
    };
    expect(coverageSummary(checks)).toEqual({ total: procCall, 'models/proc-call.ts': procCall });
    expect(coverageSummary(checks.slice(0, 1)).total).toEqual({
      lines: figure(0, 1, 0),
      statements: figure(0, 1, 0),
      functions: figure(1, 3, 33.33),
      branches: figure(0, 2, 0),
    });
  });

  it('sums the charts', () => {
    const two = [...coverage(1, 1), ...sampleEntry().coverage];
    const { total, ...files } = coverageSummary([
      sampleChecks([{ ...sampleEntry(), coverage: two }]),
    ]);
    expect(Object.keys(files)).toEqual(['models/proc-call.ts', 'models/kernel.ts']);
    expect(total.statements).toEqual(figure(2, 3, 66.66));
    expect(total.functions).toEqual(figure(3, 4, 75));
    // The kernel has no guard that was counted.
    expect(files['models/kernel.ts']!.branches).toEqual(figure(0, 0, 100));
  });

  it("is what Istanbul's own reader makes of it, and its sum of the charts is the total", () => {
    const two = [...coverage(1, 1), ...sampleEntry().coverage];
    const read: unknown = JSON.parse(
      JSON.stringify(coverageSummary([sampleChecks([{ ...sampleEntry(), coverage: two }])])),
    );
    const { total, ...files } = read as Record<string, CoverageSummaryData>;
    const sum = istanbul.createCoverageSummary();
    for (const file of Object.values(files)) sum.merge(istanbul.createCoverageSummary(file));
    const { branchesTrue: _, ...merged } = sum.toJSON() as CoverageSummaryData & {
      branchesTrue: unknown;
    };
    expect(merged).toEqual(total);
    expect(sum.isEmpty()).toBe(false);
  });

  it('has a total where nothing was run', () => {
    expect(coverageSummary([])).toEqual({
      total: expect.objectContaining({ lines: figure(0, 0, 100) }),
    });
  });

  it('names files in the folder of the charts whatever a string contains', () => {
    const { total: _, ...files } = coverageSummary(
      withHostileStrings([sampleChecks([sampleEntry()])]),
    );
    expect(Object.keys(files)).toEqual([expect.stringMatching(/^models\/[\w-]+\.ts$/)]);
  });
});
