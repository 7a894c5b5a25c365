import { describe, expect, test } from 'vitest';
import type { ReportCell, ReportProperty } from '../report.ts';
import { findingOf } from './finding.ts';

function violated(id: string, steps: number): ReportProperty {
  return {
    id,
    title: id,
    verdict: 'violated',
    failureClass: 'f',
    trace: `trace-${id}-${steps}`,
    steps,
  };
}
const holds: ReportProperty = { id: 'S1', title: 'No lost page', verdict: 'verified' };
const unasked: ReportProperty = { id: 'L1', title: 'Progress', verdict: 'unasked' };

function cell(
  design: string,
  hazards: readonly string[],
  more: Partial<ReportCell> = {},
): ReportCell {
  const { properties = [holds, unasked], ...rest } = more;
  const failed = properties.some(({ verdict }) => verdict === 'violated');
  return {
    id: `cell-${design}-${hazards.join('-')}`,
    isCurrent: true,
    command: '',
    scenario: { design, switches: {}, hazards, scope: 'small' },
    verdict: failed ? 'violated' : 'verified',
    properties,
    states: 1,
    transitions: 1,
    depth: 1,
    seconds: 1,
    bytesPerState: 1,
    bounds: {},
    reductions: [],
    ...rest,
  };
}

const matrix = [
  cell('xen', []),
  cell('xen', ['lateSuspend'], { properties: [violated('S6', 16), unasked] }),
  cell('published', [], { properties: [violated('D', 14), violated('S1', 51), unasked] }),
  cell('published', ['lateSuspend'], { properties: [violated('S1', 21), unasked] }),
  cell('hardened', []),
  cell('hardened', ['lateSuspend']),
];

describe('what a run found', () => {
  const finding = findingOf(matrix);

  test('the headline has the worst failure, and who holds', () => {
    expect(finding.headline).toBe('published: S1 lost page; hardened holds');
  });

  test('a sentence per design, the worst first', () => {
    expect(finding.designs).toEqual([
      'published fails in all 2 configurations: S1 lost page in each and D deadlock in 1.',
      'xen fails in 1 of 2 configurations (lateSuspend): S6 not one VM.',
      'hardened is verified in all 2 configurations.',
    ]);
    expect(finding.consequence).toContain('silent memory corruption');
  });

  test('hazards are named if they are few, and so is where nothing fails', () => {
    const more = cell('xen', ['deviceWrites'], { properties: [violated('S1', 12)] });
    const { designs, watch } = findingOf([...matrix, more]);
    expect(designs[1]).toBe(
      'xen fails in 2 of 3 configurations (lateSuspend and deviceWrites): S1 lost page in 1 and S6 not one VM in 1.',
    );
    // The shortest is of a design that rarely fails.
    expect(watch[0]!.trace).toBe('trace-S1-21');
  });

  test('the shortest counterexample of each failure, a lost page before a deadlock', () => {
    expect(finding.watch.map(({ trace }) => trace)).toEqual([
      'trace-S1-21',
      'trace-S6-16',
      'trace-D-14',
    ]);
    expect(finding.watch[0]).toMatchObject({
      title: 'S1 lost page, 21 steps',
      where: 'published, lateSuspend',
    });
  });

  test('what was not asked is named', () => {
    expect(finding.notAsked).toEqual(['L1 migration never ends', 'hazards together']);
  });

  test('nothing that is not verified is called so', () => {
    const open = cell('hardened', ['swap'], { verdict: 'inconclusive' });
    const { headline, designs } = findingOf([cell('hardened', []), open]);
    expect(headline).toBe('No counterexample, but 1 of 2 configurations not verified');
    expect(designs).toEqual([
      'hardened has no counterexample, but 1 of 2 configurations not verified.',
    ]);
    const partly = findingOf([...matrix, open]);
    expect(partly.headline).toBe('published: S1 lost page');
  });

  test('the consequence comes before the number of configurations', () => {
    const often = ['a', 'b'].map((name) =>
      cell('often', [name], { properties: [violated('D', 3)] }),
    );
    const { headline, designs } = findingOf([
      ...often,
      cell('rare', ['a'], { properties: [violated('S1', 9)] }),
    ]);
    expect(headline).toBe('rare: S1 lost page');
    expect(designs[0]).toMatch(/^rare fails/);
  });

  test('variants of designs are summed up, unless there is nothing else', () => {
    const variants = [
      cell('hardened:a=b', []),
      cell('hardened:c=d', [], { properties: [violated('D', 3)] }),
      cell('hardened:e=f', [], { verdict: 'inconclusive' }),
    ];
    const { headline, designs } = findingOf([...matrix, ...variants]);
    expect(headline).toBe(finding.headline);
    expect(designs).toEqual([
      ...finding.designs,
      'Beside them 3 variants with other switches: 1 verified, 1 failing and 1 not verified.',
    ]);
    expect(findingOf(variants).headline).toBe('hardened:c=d: D deadlock; hardened:a=b holds');
  });

  test('nothing checked, and everything verified', () => {
    expect(findingOf([]).headline).toBe('Nothing was checked');
    expect(findingOf([cell('hardened', [])]).headline).toBe(
      'Verified within its bounds: 1 configuration',
    );
  });
});

test('a system of a file keeps its own names, also where the migration has the same id', () => {
  const own = (properties: readonly ReportProperty[]): ReportCell => {
    const made = cell('twoWorkers', [], { properties });
    return { ...made, scenario: { ...made.scenario, file: 'lock.ts', scope: 'lock.ts' } };
  };
  const exclusion = { ...violated('S1', 4), title: 'at most one is inside' };
  const { headline, designs, consequence, watch, notAsked } = findingOf([
    own([exclusion, violated('D', 5)]),
  ]);
  expect(headline).toBe('twoWorkers: S1 (at most one is inside)');
  expect(designs).toEqual(['twoWorkers fails: S1 (at most one is inside) and D deadlock.']);
  expect([consequence, notAsked]).toEqual(['', []]);
  expect(watch.map(({ where }) => where)).toEqual(['twoWorkers', 'twoWorkers']);
  expect(JSON.stringify(findingOf([own([holds])]))).not.toMatch(/lost page|migration|hazard/);
});
