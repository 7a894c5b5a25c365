import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CheckEntry, PropertyEntry } from '../../analysis/matrix/cell-entry.ts';
import type { Trace } from '../../subject/trace.ts';
import { checkView, type SavedTrace } from './check-view.ts';

/** A terminal of that many columns. */
function setColumns(count: number): void {
  vi.stubEnv('COLUMNS', String(count));
}
afterEach(() => vi.unstubAllEnvs());

function trace(property: string, steps: number): Trace {
  const step = {
    process: 'daemon',
    step: 'send',
    choice: 0,
    detail: 'iteration 1 sends frame 0, which nobody has written since it was sent before',
    from: 'sending',
    to: 'sending',
    changes: [{ field: 'send', index: 0, from: 1, to: 0 }],
  };
  return {
    property,
    failureClass: 'frame, dirtiness lost',
    violation: 'frame 1 was lost',
    summary: 'frame 1 was sent for the last time at step 8; and it was not sent again after that',
    initial: {},
    steps: Array.from({ length: steps }, () => step),
  };
}

function violated(id: string, steps: number): PropertyEntry {
  return { id, title: id, verdict: 'violated', failureClass: 'f', trace: trace(id, steps) };
}

function entry(design: string, hazards: readonly string[], more: Partial<CheckEntry>): CheckEntry {
  return {
    scenario: { design, switches: {}, hazards, scope: 'small' },
    verdict: 'verified',
    properties: [{ id: 'S1', title: 'No lost page: every frame arrives', verdict: 'verified' }],
    states: 1000,
    transitions: 5000,
    depth: 40,
    seconds: 1.5,
    bytesPerState: 30,
    bounds: {},
    reductions: ['symmetry'],
    coverage: [],
    ...more,
  };
}

function saved(entries: readonly CheckEntry[]): SavedTrace[] {
  return entries.flatMap(({ properties }) =>
    properties
      .filter((row) => row.trace !== undefined)
      .map((row) => ({ row, file: `reports/traces/${row.id}.json` })),
  );
}

function view(entries: readonly CheckEntry[], tokens = false): string {
  return checkView(entries, { files: saved(entries), page: 'reports/index.html', tokens });
}

const lossy = entry('published', ['remap'], {
  verdict: 'violated',
  properties: [violated('D', 2), violated('S1', 5)],
});
const designs = ['xen', 'published', 'hardened'];
const hazards = [[], ['remap'], ['livePageLeavesYoung', 'ignoredGc', 'unalignedSurvivors']];
const matrix = hazards.flatMap((names) =>
  designs.map((design) =>
    design === 'published'
      ? { ...lossy, scenario: { ...lossy.scenario, hazards: names } }
      : entry(design, names, {}),
  ),
);

describe.each([60, 80, 120])('%i columns', (count) => {
  test.each([
    ['a matrix', matrix],
    ['one cell', [lossy]],
    ['two cells', [lossy, entry('hardened:skippedFrames=defer,mustSendRounding=outward', [], {})]],
  ])('%s fits, but for commands to copy', (_what, entries) => {
    setColumns(count);
    const lines = view(entries).split('\n');
    const prose = lines.filter((line) => !line.includes('skipover replay'));
    expect(prose.filter((line) => line.length > count)).toEqual([]);
    expect(lines.at(-2)).toBe('Report: reports/index.html');
  });
});

describe('a matrix', () => {
  test('has one sign per cell', () => {
    setColumns(80);
    const rows = view(matrix).split('\n');
    expect(rows.find((row) => row.startsWith('no hazard'))!.match(/[✓✗]/gu)).toEqual([
      '✓',
      '✗',
      '✓',
    ]);
    expect(rows.find((row) => row.startsWith('remap'))!.match(/[✓✗]/gu)).toEqual(['✓', '✗', '✓']);
  });

  test('names the worst consequence first, and its shortest counterexample', () => {
    setColumns(120);
    const text = view(matrix);
    expect(text.indexOf('S1 lost page in 3 cells')).toBeGreaterThan(0);
    expect(text.indexOf('S1 lost page')).toBeLessThan(text.indexOf('D deadlock'));
    expect(text).toContain('silent memory corruption');
    expect(text).toContain('5 steps: skipover replay reports/traces/S1.json');
  });

  test('marks what the model does not declare', () => {
    setColumns(80);
    const changed = matrix.map((each, index) => ({ ...each, expected: index !== 1 }));
    const text = view(changed);
    expect(text).toMatch(/^no hazard .*✗ !/m);
    expect(text.split('\n').at(-1)).toBe(
      '6 verified, 3 violated: NOT EXPECTED: published, no hazard',
    );
  });
});

describe('one cell', () => {
  test('shows the counterexample of the worst failure step by step, and no token', () => {
    setColumns(80);
    const text = view([
      { ...lossy, properties: lossy.properties.map((row) => ({ ...row, token: 'v1:x' })) },
    ]);
    expect(text).toMatch(/^S1 lost page \(frame, dirtiness lost\), 5 steps$/m);
    expect(text).toMatch(/^ {3}5 {2}daemon/m);
    expect(text).not.toContain('v1:x');
  });

  test('prints the token on request', () => {
    const properties = lossy.properties.map((row) => ({ ...row, token: 'v1:x' }));
    expect(view([{ ...lossy, properties }], true)).toContain('skipover replay --token v1:x');
  });
});
