import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { daemon } from '../../models/daemon.ts';
import { lkm } from '../../models/lkm.ts';
import { matrixDesigns, matrixRows } from '../../models/matrix.ts';
import { ruleTable } from '../statecharts/rule-table.ts';
import { buildReport, type ReportInput, type ResultFile } from './build-report.ts';
import { coverageReport } from './coverage-report.ts';
import { withHostileStrings } from './machine/hostile-sample.ts';
import { renderPage, type PageApp } from './page.ts';
import {
  sampleChecks,
  sampleEntry,
  sampleMetrics,
  sampleMigrations,
  sampleShrinkMap,
  sampleTrace,
} from './page-sample.ts';
import { sumCoverage } from './page/chart-coverage.ts';
import { chartOf } from './page/chart-graph.ts';
import { layOut } from './page/chart-layout.ts';
import { bytes, duration, moment } from './page/format.ts';
import { html, idPart } from './page/html.ts';
import { cellsOf, traceId, traceItems } from './page/trace-list.ts';
import type { Report } from './report.ts';

const hostile = `</script><img src=x onerror="document.title='taken over'">'"&`;
const app: PageApp = { script: 'void 0;', style: 'p { margin: 0 }' };
const tool = { name: 'skipover', version: '1.2.3' } as const;

function file(content: object, name = 'a.json'): ResultFile {
  const { schema } = content as { readonly schema: string };
  const kind = /^skipover-(.*)\/1$/.exec(schema)![1]!;
  return { file: name, kind, content: content as ResultFile['content'] };
}

function reportOf(files: readonly ResultFile[], more: Partial<ReportInput> = {}): Promise<Report> {
  return buildReport({ files, leftOut: [], tool, ...more });
}

/** The data of a page, as its script unpacks them. */
function blocksOf(page: string): Map<string, unknown> {
  const blocks = page.matchAll(/<script type="text\/plain" data-block="([^"]*)">([^<]*)</g);
  return new Map(
    Array.from(blocks, ([, name, packed]) => {
      const bytesOf = Buffer.from(packed!.trim(), 'base64');
      return [name!, JSON.parse(gunzipSync(bytesOf).toString('utf8')) as unknown];
    }),
  );
}

describe('html', () => {
  it('escapes text and attributes', () => {
    expect(html`<a title="${hostile}">${hostile}</a>`.markup).not.toMatch(
      /<img|<\/script|="[^"]*""/,
    );
  });

  it('keeps markup that it made itself, and drops nothing but undefined and false', () => {
    expect(html`${html`<b>${'<'}</b>`}${[1, 'x']}${undefined}${false}${0}`.markup).toBe(
      '<b>&lt;</b>1x0',
    );
  });

  it('makes id parts without anything that would need escaping', () => {
    expect(idPart('hardened:skippedFrames=drop <b>')).toBe('hardened-skippedFrames-drop-b-');
  });
});

describe('format', () => {
  it('gives three digits and a unit', () => {
    expect([0, 0.0003, 0.06, 8.17, 123.4].map(duration)).toEqual([
      '0',
      '300 µs',
      '60 ms',
      '8.17 s',
      '123 s',
    ]);
    expect([0, 999, 1000, 5e9, 7e15].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1 kB',
      '5 GB',
      '7000 TB',
    ]);
    expect(moment('2030-01-02T03:04:05.678Z')).toBe('2030-01-02 03:04 UTC');
    expect(moment('yesterday')).toBe('yesterday');
  });
});

describe('cells', () => {
  it('takes the latest run whatever the order, and keeps the expectation of the same verdict', () => {
    const { expected: _, ...unasked } = sampleEntry();
    const later = {
      ...sampleChecks([{ ...unasked, states: 99 }]),
      startedAt: '2031-01-01T00:00:00Z',
    };
    const [cell, ...others] = cellsOf([later, sampleChecks([sampleEntry()])]);
    expect(others).toEqual([]);
    expect(cell?.entry).toMatchObject({ states: 99, expected: true });
    const changed = { ...later, results: [{ ...unasked, verdict: 'verified' as const }] };
    expect(cellsOf([changed, sampleChecks([sampleEntry()])])[0]?.entry.expected).toBeUndefined();
  });

  it('keeps a check of cost bounds beside one of the same scenario without them', () => {
    const plainCell = sampleEntry();
    const q = { id: 'Q', title: 'Cost bounds', verdict: 'verified' as const };
    const costs = sampleEntry();
    const both = [plainCell, { ...costs, properties: [...costs.properties, q] }];
    const cells = cellsOf([sampleChecks(both)]);
    expect(cells.map(({ entry }) => entry.properties.some(({ id }) => id === 'Q'))).toEqual([
      false,
      true,
    ]);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(2);
    // A later run of one of them leaves the other as it is.
    const later = {
      ...sampleChecks([{ ...plainCell, states: 99 }]),
      startedAt: '2031-01-01T00:00:00Z',
    };
    const again = cellsOf([sampleChecks(both), later]);
    expect(again.map(({ entry }) => entry.states)).toEqual([99, 1234]);
  });

  it('orders designs and hazards as the models list them, whatever ran first', () => {
    const at = (design: string, hazards: readonly string[]) => sampleEntry({ design, hazards });
    const entries = [at('hardened', ['swap']), at('own', []), at('hardened', []), at('xen', [])];
    const places = cellsOf([sampleChecks(entries)]).map(({ entry: { scenario } }) => scenario);
    expect(places.map(({ design, hazards }) => [design, ...hazards].join(' '))).toEqual([
      'xen',
      'hardened',
      'own',
      'hardened swap',
    ]);
  });

  it('gives unlike scenarios unlike ids, even where their names clean up to the same', () => {
    const entries = [sampleEntry({ design: 'a:b' }), sampleEntry({ design: 'a=b' })];
    const ids = cellsOf([sampleChecks(entries)]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('counterexamples', () => {
  it('shows the same steps once, with every cell that has them', () => {
    const cells = cellsOf([sampleChecks([sampleEntry(), sampleEntry({ hazards: ['swap'] })])]);
    const items = traceItems(cells);
    expect(items).toHaveLength(1);
    expect(items[0]?.cells).toHaveLength(2);
  });

  it('keeps its id when a budget in the initial memory differs, not when a step does', () => {
    const { initial, steps } = sampleTrace;
    const id = traceId(sampleTrace);
    expect(traceId({ ...sampleTrace, initial: { ...initial, takesLeft: [9] } })).toBe(id);
    expect(traceId({ ...sampleTrace, steps: steps.slice(1) })).not.toBe(id);
  });
});

describe('coverage', () => {
  const stepOf = (from: string, taken: number) => ({
    from,
    event: 'begin',
    to: from,
    declaredAt: 'lkm.started:vmResumed:0',
    taken,
  });
  const checkOf = (transitions: readonly ReturnType<typeof stepOf>[], process = 'lkm') => {
    const states = [{ state: 'started.listening', visited: true }];
    return { ...sampleEntry(), coverage: [{ process, states, transitions }] };
  };

  it('counts an arrow as taken if any leaf state of any check took it', () => {
    const coverage = sumCoverage([
      checkOf([stepOf('started.listening', 0), stepOf('started.walking.atPage', 2)]),
      checkOf([stepOf('started.listening', 3)], 'lkm-of-a-second-guest'),
    ]);
    expect(coverage.taken.get('lkm.started:vmResumed:0')).toBe(5);
    const { leaves, transitions } = chartOf(lkm, coverage);
    expect(transitions.filter(({ taken }) => taken > 0)).toHaveLength(1);
    expect(leaves.filter(({ visited }) => visited).map(({ id }) => id)).toEqual([
      'lkm.started.listening',
    ]);
  });

  it('draws exactly the arrows that the rule table is made from', () => {
    const { transitions, leaves } = chartOf(daemon, sumCoverage([]));
    const table = ruleTable(daemon);
    const drawn = transitions.map(({ declaredAt }) => declaredAt);
    expect(new Set(drawn)).toEqual(new Set(table.rules.map(({ declaredAt }) => declaredAt)));
    expect(leaves).toHaveLength(table.states.length);
  });

  it('lays out every state and every arrow, the same way twice', async () => {
    const chart = chartOf(daemon, sumCoverage([]));
    const layout = await layOut(chart);
    for (const { id } of chart.leaves) expect(layout.boxes.get(id)?.width).toBeGreaterThan(0);
    const shown = layout.arrows.flatMap((arrow) => arrow.transitions);
    expect(shown).toHaveLength(
      chart.transitions.filter(({ target }) => target !== undefined).length,
    );
    expect(layout.arrows.every(({ points }) => points.length >= 2)).toBe(true);
    // Another copy of the module remembers no placement.
    vi.resetModules();
    const fresh = await import('./page/chart-layout.ts');
    expect(await fresh.layOut(chart)).toEqual(layout);
  });
});

describe('buckets of coverage', () => {
  const bucketOf = async (entries: Parameters<typeof coverageReport>[0]) => {
    const { charts, basis } = await coverageReport(entries);
    const kernel = charts.find(({ name }) => name === 'kernel')!;
    const of = (id: string) => kernel.transitions.find((row) => row.id === id)!.bucket;
    return [of('kernel.running:take:0'), of('kernel.running:free:0'), basis];
  };
  const { ended: _, ...complete } = sampleEntry();

  it('knows nothing of what a search that ended early did not take', async () => {
    const [taken, never, basis] = await bucketOf([sampleEntry(), complete]);
    expect([taken, never]).toEqual(['covered', 'unknown']);
    expect(basis).toBe('1 of 2 searches ended before they were complete');
  });

  it('calls it uncovered while scenarios of the matrix are missing', async () => {
    expect((await bucketOf([complete])).slice(0, 2)).toEqual(['covered', 'uncovered']);
  });

  it('calls it unreachable only where the complete matrix was searched to its end', async () => {
    const all = matrixRows.flatMap(({ hazards }) =>
      matrixDesigns.map((design) => ({
        ...complete,
        scenario: { ...complete.scenario, design, hazards },
      })),
    );
    expect((await bucketOf(all)).slice(0, 2)).toEqual(['covered', 'unreachable']);
    expect((await bucketOf(all.slice(1)))[1]).toBe('uncovered');
    // A search beside the matrix that ended early takes nothing back; one of the matrix does.
    const beside = sampleEntry({ design: 'rewalk' });
    expect((await bucketOf([...all, beside]))[1]).toBe('unreachable');
    expect((await bucketOf([...all.slice(1), beside]))[1]).toBe('unknown');
  });
});

describe('buildReport', () => {
  const later = { startedAt: '2031-01-01T00:00:00.000Z' };

  it('distinguishes the current run from earlier ones of the same model', async () => {
    const early = sampleChecks([sampleEntry(), sampleEntry({ design: 'xen' })]);
    const now = { ...sampleChecks([sampleEntry()]), ...later };
    const report = await reportOf([file(early, 'early.json'), file(now, 'now.json')], {
      since: later.startedAt,
    });
    expect(report.cells.map(({ scenario, isCurrent }) => [scenario.design, isCurrent])).toEqual([
      ['xen', false],
      ['published', true],
    ]);
    expect(report.runs.map(({ file: name, isCurrent }) => [name, isCurrent])).toEqual([
      ['now.json', true],
      ['early.json', false],
    ]);
  });

  it('sets verdicts of another model aside, and says so', async () => {
    const other = { ...sampleChecks([sampleEntry({ design: 'xen' })]), modelHash: '0123' };
    const now = { ...sampleChecks([sampleEntry()]), ...later };
    const { cells, runs, modelHash } = await reportOf([file(now), file(other)]);
    expect(cells.map(({ scenario }) => scenario.design)).toEqual(['published']);
    expect(runs.map(({ isOtherModel }) => isOtherModel)).toEqual([false, true]);
    expect(modelHash).toBe(now.modelHash);
  });

  it('keeps results of a kind that it does not know', async () => {
    const { results: _, ...run } = sampleChecks([]);
    const unknown = { ...run, schema: 'skipover-oracle/1', verdict: { deep: [hostile] } };
    const report = await reportOf([file(unknown)]);
    expect(report.others).toMatchObject([
      { kind: 'oracle', content: { verdict: { deep: [hostile] } } },
    ]);
  });

  it('reports a counterexample once, cells and shrink maps by its id', async () => {
    const checks = sampleChecks([sampleEntry(), sampleEntry({ hazards: ['swap'] })]);
    const report = await reportOf([file(checks), file(sampleShrinkMap(), 'b.json')]);
    const [found, shrunk, ...rest] = report.traces;
    expect(rest).toEqual([]);
    expect(found).toMatchObject({ kind: 'counterexample', id: traceId(sampleTrace) });
    expect(found!.cells).toHaveLength(2);
    expect(shrunk).toMatchObject({ kind: 'shrink' });
    expect(report.shrinkMaps[0]!.cells[0]).toMatchObject({ trace: shrunk!.id, steps: 1 });
    expect(report.cells[0]!.properties[0]).toMatchObject({ trace: found!.id, steps: 2 });
  });
});

describe('renderPage', () => {
  const files = [
    file(sampleChecks([sampleEntry(), sampleEntry({ hazards: ['swap'] })])),
    file(sampleMigrations([sampleMetrics('xen', 2)])),
  ];

  it('holds everything, a block per counterexample and per chart', async () => {
    const report = await reportOf(files);
    const blocks = blocksOf(renderPage(report, app));
    expect([...blocks.keys()]).toEqual([
      'report',
      ...report.traces.map(({ id }) => id),
      ...report.coverage.charts.map(({ name }) => `chart-${name}`),
    ]);
    expect(blocks.get(report.traces[0]!.id)).toEqual(report.traces[0]);
    expect(blocks.get('report')).toMatchObject({ cells: report.cells, runs: report.runs });
    expect(JSON.stringify(blocks.get('report'))).not.toContain('another process writes frame 1');
  });

  it('lets no string of the results become markup', async () => {
    const poisoned = files.map(({ content, ...rest }) => ({
      ...rest,
      content: { ...withHostileStrings(content), startedAt: content.startedAt },
    }));
    const page = renderPage(await reportOf(poisoned), app);
    const clean = renderPage(await reportOf(files), app);
    const tags = (text: string): string[] =>
      (text.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/"trace-[^"]*"/g, ''));
    expect(tags(page)).toEqual(tags(clean));
  });

  it('lets an engine run by its hash, workers from blobs only where there is one, and lists what it lacks', async () => {
    const engines = [
      { slug: 'migration', name: 'migration', script: 'void 1;' },
      { slug: 'own', name: 'own.ts', missing: 'it imports node:fs' },
    ];
    const page = renderPage(await reportOf([]), app, engines);
    const policy = /Content-Security-Policy"\s+content="([^"]+)"/.exec(page)?.[1] ?? '';
    const hashes = [app.script, 'void 1;'].map(
      (content) => `&#39;sha256-${createHash('sha256').update(content).digest('base64')}&#39;`,
    );
    expect(policy).toContain(`script-src ${hashes.join(' ')}; worker-src blob:; `);
    expect(policy).not.toMatch(/unsafe|script-src[^;]*blob/);
    const blocks = blocksOf(page);
    expect(blocks.get('engine-migration')).toBe('void 1;');
    expect(blocks.has('engine-own')).toBe(false);
    expect(blocks.get('report')).toMatchObject({
      engines: [
        { slug: 'migration', name: 'migration' },
        { slug: 'own', name: 'own.ts', missing: 'it imports node:fs' },
      ],
    });
    expect(renderPage(await reportOf([]), app)).not.toContain('worker-src');
  });

  it('allows its own style and script by hash, and nothing else', async () => {
    const page = renderPage(await reportOf(files), app);
    const policy = /Content-Security-Policy"\s+content="([^"]+)"/.exec(page)?.[1] ?? '';
    const hashOf = (content: string): string =>
      `&#39;sha256-${createHash('sha256').update(content).digest('base64')}&#39;`;
    expect(policy).toBe(
      `default-src &#39;none&#39;; style-src ${hashOf(app.style)}; ` +
        `script-src ${hashOf(app.script)}; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
    );
    expect(page).toContain(`<style>${app.style}</style>`);
    expect(page).toContain(`<script>${app.script}</script>`);
    expect(page).not.toMatch(/\sstyle="|\son\w+="|https?:\/\//);
  });

  it('gives the same page twice, and one of nothing', async () => {
    expect(renderPage(await reportOf(files), app)).toBe(renderPage(await reportOf(files), app));
    expect(blocksOf(renderPage(await reportOf([]), app)).get('report')).toMatchObject({
      cells: [],
      modelHash: '',
    });
  });
});
