import { describe, expect, it } from 'vitest';
import { mermaid, exportsOf } from './exports.ts';
import { everything, filterOf, passes, queryOf } from './filter.ts';
import { glossaryOf, piecesOf } from './glossary.ts';
import { groupingOf, groupsOf, matchesWords, searchedRepairs } from './trace-groups.ts';
import type { TraceHead } from './data.ts';
import { messageEvents, scenesOf } from './memory.ts';
import { routeOf } from './route.ts';
import { sampleTrace } from '../page-sample.ts';
import type { ReportCell, ReportTrace } from '../report.ts';

const snapshots = {
  channels: [{ name: 'daemonToLkm', receiver: 'lkm' }],
  initial: { 'channel daemonToLkm': '', 'page 0': 'old 0 occupied' },
  changes: [{ 'channel daemonToLkm': 'begin' }, { 'channel daemonToLkm': '' }],
};
const item: ReportTrace = {
  id: 'trace-1',
  kind: 'counterexample',
  source: 'check',
  title: 'No lost page',
  cells: ['cell-a'],
  trace: sampleTrace,
  insight: { snapshots },
};
const cell: ReportCell = {
  id: 'cell-a',
  isCurrent: true,
  command: 'skipover check',
  scenario: { design: 'published', switches: {}, hazards: ['swap'], scope: 'quick' },
  verdict: 'violated',
  expected: false,
  properties: [
    { id: 'S1', title: 'No lost page', verdict: 'violated', failureClass: 'frame lost' },
    { id: 'S4', title: 'Readiness', verdict: 'vacuous' },
  ],
  states: 1,
  transitions: 1,
  depth: 1,
  seconds: 1,
  bytesPerState: 1,
  bounds: { frames: 2 },
  reductions: [],
};

describe('addresses', () => {
  it.each([
    ['', { view: 'verdicts' }],
    ['#/coverage', { view: 'coverage' }],
    ['#/nowhere', { view: 'verdicts' }],
    ['#cell-a.b', { view: 'verdicts', cell: 'cell-a.b' }],
    ['#trace-1:7', { view: 'counterexamples', trace: 'trace-1', step: 7 }],
    ['#trace-1:x', { view: 'counterexamples', trace: 'trace-1' }],
    ['#trace-1:-3', { view: 'counterexamples', trace: 'trace-1' }],
    ['#chart-lkm', { view: 'coverage', chart: 'lkm' }],
    ['#%', { view: 'verdicts' }],
    ['#/explore', { view: 'explore' }],
    ['#explore-migration', { view: 'explore', explored: { engine: 'migration' } }],
    [
      '#explore-own-ts/v1:a0:Ab_-:7',
      { view: 'explore', explored: { engine: 'own-ts', token: 'v1:a0:Ab_-', at: 7 } },
    ],
    ['#explore-x/damaged', { view: 'verdicts' }],
    ['#/verdicts?q=swap', { view: 'verdicts', query: 'q=swap' }],
    ['#cell-a?verdict=violated', { view: 'verdicts', cell: 'cell-a', query: 'verdict=violated' }],
    [
      '#trace-1:7?by=race',
      { view: 'counterexamples', trace: 'trace-1', step: 7, query: 'by=race' },
    ],
    ['#/verdicts?', { view: 'verdicts' }],
  ])('%s', (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
  });

  it('that ask for nothing lead to what there is to show', () => {
    expect(routeOf('', 'migrations')).toEqual({ view: 'migrations' });
    expect(routeOf('#/verdicts', 'migrations')).toEqual({ view: 'verdicts' });
  });
});

describe('filters', () => {
  it.each([
    [{}, true],
    [{ verdicts: ['violated'] }, true],
    [{ verdicts: ['verified'] }, false],
    [{ verdicts: ['unexpected'] }, true],
    [{ verdicts: ['vacuous'], property: 'S4' }, true],
    [{ verdicts: ['violated'], property: 'S4' }, false],
    [{ property: 'S9' }, false],
    [{ design: 'xen' }, false],
    [{ hazard: 'swap' }, true],
    [{ hazard: 'no hazard' }, false],
    [{ text: 'LOST swap' }, true],
    [{ text: 'lost remap' }, false],
  ])('%o: %s', (filter, expected) => {
    expect(passes(cell, { ...everything, ...filter })).toBe(expected);
  });
});

describe('filters in the address', () => {
  it('are read as they were written', () => {
    const filter = {
      verdicts: ['violated', 'unexpected'],
      design: 'hardened:unskip=setBit',
      hazard: 'no hazard',
      property: 'S1',
      text: 'lost & found',
    };
    expect(filterOf(queryOf(filter))).toEqual(filter);
    expect(queryOf(everything)).toBe('');
    expect(filterOf('')).toEqual(everything);
  });
});

describe('counterexamples in groups', () => {
  const head = (id: string, more: Partial<TraceHead>): TraceHead => ({
    id,
    kind: 'counterexample',
    source: 'check',
    title: '',
    cells: ['cell-a'],
    property: 'S1',
    failureClass: 'from frame, dirtiness lost',
    summary: '',
    steps: 9,
    ...more,
  });
  const repairs = (...settings: readonly string[]): Pick<TraceHead, 'repairs'> => ({
    repairs: settings.map((setting) => {
      const [name = '', value = ''] = setting.split('=');
      return { switch: name, value };
    }),
  });
  const traces = [
    head('one', repairs('a=1')),
    head('two', { ...repairs('b=2', 'a=1'), property: 'D', steps: 3 }),
    head('three', repairs('b=2')),
    head('four', { ...repairs('b=2'), steps: 1 }),
    head('five', repairs()),
    head('six', {}),
  ];

  it('by as few switches as repair them, the one that repairs most first', () => {
    expect(groupingOf(null, traces)).toBe('repair');
    const groups = groupsOf(traces, 'repair');
    expect(groups.map(({ repair, key }) => repair ?? key)).toEqual([
      'b=2',
      'a=1',
      'several',
      'untried',
    ]);
    expect(groups.map((group) => group.traces.map(({ id }) => id))).toEqual([
      ['four', 'three', 'two'],
      ['one'],
      ['five'],
      ['six'],
    ]);
  });

  it('by failure where no repair was tried, and by what an address asks for', () => {
    expect(groupingOf(null, [head('six', {})])).toBe('failure');
    expect(groupingOf('race', traces)).toBe('race');
    expect(groupingOf('nonsense', traces)).toBe('repair');
    expect(groupsOf(traces, 'failure').map(({ key }) => key)).toEqual(['S1', 'D']);
    const race = { number: 2, name: 'lost survivors', interleaving: 'x', repairs: ['b=2'] };
    const raced = groupsOf([...traces, head('seven', { races: [race] })], 'race');
    expect(raced.map(({ title }) => title)).toEqual(['Race 2: lost survivors', 'No known race']);
  });

  it('are found by the words of their titles, repairs and places', () => {
    expect(matchesWords(traces[0]!, 'survivors a=1 published', ['published / swap'])).toBe(true);
    expect(matchesWords(traces[0]!, 'b=2', [])).toBe(false);
    expect(matchesWords(traces[0]!, '', [])).toBe(true);
  });

  it('count a repair as searched only where a race or a cell shows it', () => {
    const [one] = traces;
    const neighbour = (verdict: 'verified' | 'violated'): ReportCell => ({
      ...cell,
      id: 'cell-b',
      scenario: { ...cell.scenario, switches: { a: '1' } },
      properties: [{ id: 'S1', title: '', verdict }],
    });
    expect(searchedRepairs([one!], 'a=1', [cell])).toBe(0);
    expect(searchedRepairs([one!], 'a=1', [cell, neighbour('violated')])).toBe(0);
    expect(searchedRepairs([one!], 'a=1', [cell, neighbour('verified')])).toBe(1);
    const race = { number: 2, name: '', interleaving: '', repairs: ['a=1'] };
    expect(searchedRepairs([head('x', { races: [race] })], 'a=1', [cell])).toBe(1);
  });
});

describe('the glossary', () => {
  const markdown =
    '# Title\n\n## Glossary\n\n| term | meaning |\n| ---- | ------- |\n| skip, un-skip | to clear `bit` |\n| dirty log | a record |\n';

  it('is the table of the documentation; words that are too common are not marked', () => {
    expect(glossaryOf(markdown)).toEqual([
      { term: 'skip, un-skip', meaning: 'to clear bit', words: ['un-skip'] },
      { term: 'dirty log', meaning: 'a record', words: ['dirty log'] },
    ]);
  });

  it('marks a word once, in whatever case, and no part of another', () => {
    const meanings = new Map([['clean', 'reads the log']]);
    expect(piecesOf('CLEAN, then clean; cleaning', meanings)).toEqual([
      { text: 'CLEAN', meaning: 'reads the log' },
      { text: ', then clean; cleaning' },
    ]);
    expect(piecesOf('nothing here', meanings)).toEqual([{ text: 'nothing here' }]);
  });
});

describe('a run, state by state', () => {
  it('has one scene more than steps; each knows what its step changed', () => {
    const scenes = scenesOf(item);
    expect(scenes).toHaveLength(sampleTrace.steps.length + 1);
    expect(scenes[0]!.bitmaps.get('send')).toEqual([0, 0]);
    expect(scenes[1]!.bitmaps.get('send')).toEqual([1, 0]);
    expect([...scenes[1]!.changed]).toEqual(['send 0', 'channel daemonToLkm']);
    expect(scenes[2]!.bitmaps.get('stale')).toEqual([1, 1]);
    expect(scenes[2]!.slots['page 0']).toBe('old 0 occupied');
    expect(scenes[1]!.controls.get('daemon')).toBe('beginning.announcing');
  });

  it('knows which messages were sent and received', () => {
    const event = { channel: 'daemonToLkm', receiver: 'lkm', message: 'begin' };
    expect(messageEvents(item)).toEqual([
      [{ ...event, kind: 'sent' }],
      [{ ...event, kind: 'received' }],
    ]);
  });
});

describe('exports', () => {
  const tool = { name: 'skipover', version: '1.2.3' };
  const made = exportsOf({ item, cell, tool, modelHash: 'feed' });
  const named = (title: string) => made.find((one) => one.title === title)!;

  it('has a trace file that holds all that a replay needs', () => {
    const content: unknown = JSON.parse(named('trace file (skipover replay)').text);
    expect(content).toEqual({
      schema: 'skipover-trace/1',
      tool,
      modelHash: 'feed',
      scenario: cell.scenario,
      bounds: cell.bounds,
      trace: sampleTrace,
    });
  });

  it('has ITF: a state per step and one, every variable in every state', () => {
    const { vars, states } = JSON.parse(named('ITF').text) as {
      readonly vars: readonly string[];
      readonly states: readonly Readonly<Record<string, unknown>>[];
    };
    expect(states).toHaveLength(3);
    for (const state of states) expect(Object.keys(state)).toEqual(['#meta', ...vars]);
    expect(states.map((state) => state['send'])).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
    ]);
    expect(states[2]!['control daemon']).toBe('beginning.announcing');
  });

  it('has a slice per step and a name per thread for Chrome', () => {
    const { traceEvents } = JSON.parse(named('Chrome trace events').text) as {
      readonly traceEvents: readonly { readonly ph: string; readonly tid: number }[];
    };
    expect(traceEvents.map(({ ph, tid }) => `${ph}${tid}`)).toEqual(['M0', 'M1', 'X0', 'X1']);
  });

  it('has a sequence diagram whose lines no string can break', () => {
    const [first, ...rest] = sampleTrace.steps;
    const poisoned = { ...first!, detail: 'a;b\n#c: <d>' };
    const text = mermaid({ ...item, trace: { ...sampleTrace, steps: [poisoned, ...rest] } });
    expect(text.split('\n')).toEqual([
      'sequenceDiagram',
      '  participant p0 as daemon',
      '  participant p1 as kernel',
      '  participant p2 as lkm',
      '  Note over p0: 1 a#59;b #35;c#58; #60;d#62;',
      '  p0-)p2: begin',
      '  Note over p1: 2 another process writes frame 1',
      '',
    ]);
  });

  it('has no trace file where no scenario is known', () => {
    const titles = exportsOf({ item, cell: undefined, tool, modelHash: '' }).map(
      ({ title }) => title,
    );
    expect(titles).toEqual(['ITF', 'Mermaid', 'Chrome trace events', 'plain text']);
  });
});
