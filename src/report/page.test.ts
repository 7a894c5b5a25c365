import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { daemon } from '../../models/daemon.ts';
import { lkm } from '../../models/lkm.ts';
import { ruleTable } from '../statecharts/rule-table.ts';
import { renderPage } from './page.ts';
import {
  sampleChecks,
  sampleEntry,
  sampleMetrics,
  sampleMigrations,
  sampleTrace,
} from './page-sample.ts';
import { sumCoverage } from './page/chart-coverage.ts';
import { chartOf } from './page/chart-graph.ts';
import { layOut } from './page/chart-layout.ts';
import { bytes, duration, moment } from './page/format.ts';
import { embeddedJson, html, idPart } from './page/html.ts';
import { iterationPlot, iterationScale } from './page/iteration-plot.ts';
import { matrixSection } from './page/matrix-section.ts';
import { migrationSection } from './page/migration-section.ts';
import { cellsOf, traceId, traceItems } from './page/trace-list.ts';

const hostile = `</script><img src=x onerror="document.title='taken over'">'"&`;

/** The same value with every string, and every key that names a switch or a field, made hostile. */
function poisoned<T>(value: T, keep: readonly string[]): T {
  if (typeof value === 'string') return `${value}${hostile}` as T;
  if (Array.isArray(value)) return value.map((item: unknown) => poisoned(item, keep)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]: [string, unknown]) => [
    key,
    keep.includes(key) ? item : poisoned(item, keep),
  ]);
  return Object.fromEntries(entries) as T;
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

  it('embeds JSON that cannot end its element and parses to the same value', () => {
    const { markup } = embeddedJson({ hostile });
    expect(markup).not.toContain('<');
    expect(JSON.parse(markup)).toEqual({ hostile });
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

describe('matrix', () => {
  it('has one cell per design and hazards, and says where nothing ran', () => {
    const cells = cellsOf([
      sampleChecks([sampleEntry(), sampleEntry({ design: 'hardened', hazards: ['liveLeave'] })]),
    ]);
    const { markup } = matrixSection(cells);
    expect(markup.match(/<td id="cell-/g)).toHaveLength(2);
    expect(markup.match(/not run/g)).toHaveLength(2);
    expect(markup).toContain('a page leaves Young with live data on it, unwritten');
    expect(markup).toContain('ordinary life');
  });

  it('shows verdicts by sign, reasons, lengths, sizes and why a search ended', () => {
    const { markup } = matrixSection(cellsOf([sampleChecks([sampleEntry()])]));
    for (const part of [
      '✗',
      '✓',
      '–',
      'nobody is asked',
      '2 steps',
      '1,234 states',
      'time budget',
    ]) {
      expect(markup).toContain(part);
    }
    expect(markup).toContain(`href="#${traceId(sampleTrace)}"`);
    expect(markup).not.toContain('NOT as expected');
  });

  it('shouts where a verdict is not the expected one', () => {
    const entry = { ...sampleEntry(), expected: false };
    expect(matrixSection(cellsOf([sampleChecks([entry])])).markup).toContain('NOT as expected');
  });

  it('gives one matrix per scope and lets a later run replace an earlier one', () => {
    const again = { ...sampleEntry(), states: 99 };
    const checks = [
      sampleChecks([sampleEntry(), sampleEntry({ scope: 'ci' })]),
      sampleChecks([again]),
    ];
    const { markup } = matrixSection(cellsOf(checks));
    expect(markup.match(/<caption/g)).toHaveLength(2);
    expect(markup).toContain('99 states');
    expect(markup.match(/1,234 states/g)).toHaveLength(1);
  });

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
    return sampleChecks([{ ...sampleEntry(), coverage: [{ process, states, transitions }] }]);
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
    expect(await layOut(chart)).toEqual(layout);
  });
});

describe('migrations', () => {
  it('draws 1 to 30 iterations on one scale, area in proportion to bytes', () => {
    const migrations = [sampleMetrics('xen', 30), sampleMetrics('hardened', 1)];
    const scale = iterationScale(migrations);
    expect(scale).toEqual({ seconds: 30.5, bytesPerSecond: 30_000 * 4096 });
    const { markup } = iterationPlot(migrations[0]!, scale, 'hatch');
    expect(markup.match(/class="box/g)).toHaveLength(30);
    expect(markup.match(/url\(#hatch\)/g)).toHaveLength(1);
    const heights = [...markup.matchAll(/class="box[^>]*height="([\d.]+)"/g)].map((match) =>
      Number(match[1]),
    );
    expect(heights[0]! / heights[14]!).toBeCloseTo(30 / 16, 1);
  });

  it('is loud about lost frames and other violations', () => {
    const metrics = {
      ...sampleMetrics('published', 3),
      lost: { count: 12, first: [{ frame: 7, need: 'from', transferBit: 0 }] },
      violations: [{ property: 'S2', detail: 'bit 0 in use' }],
    };
    const { markup } = migrationSection([sampleMigrations([metrics])]);
    for (const part of ['✗ 12 frames LOST', 'frame 7', '11 more', 'bit 0 in use', '100 pages/s']) {
      expect(markup).toContain(part);
    }
  });
});

describe('renderPage', () => {
  it('says so where there are no checks and no migrations', async () => {
    const page = await renderPage({ checks: [], migrations: [] });
    for (const part of ['No checks', 'No migration was simulated', 'No check has run']) {
      expect(page).toContain(part);
    }
  });

  it('survives a migration that measured nothing', async () => {
    const migrations = [sampleMigrations([]), sampleMigrations([sampleMetrics('xen', 0)])];
    const page = await renderPage({ checks: [], migrations });
    expect(page).not.toMatch(/NaN|Infinity/);
  });

  it('lets no string of the results become markup', async () => {
    const input = {
      checks: [sampleChecks([sampleEntry(), sampleEntry({ hazards: ['swap'] })])],
      migrations: [sampleMigrations([sampleMetrics('xen', 2)])],
    };
    const poison = poisoned(input, ['schema', 'verdict', 'stoppedBy']);
    const [clean, page] = [await renderPage(input), await renderPage(poison)];
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img');
    // Unknown names lose their title, link or drawing; no element may be gained by a string.
    expect(page.match(/<\/?script/g)).toEqual(clean.match(/<\/?script/g));
  });

  it('allows its own style and script by hash, and nothing else', async () => {
    const page = await renderPage({ checks: [sampleChecks([sampleEntry()])], migrations: [] });
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    const hashOf = (content: string | undefined): string =>
      `&#39;sha256-${createHash('sha256').update(content!).digest('base64')}&#39;`;
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1];
    const script = /<script>([^]*?)<\/script>/.exec(page)?.[1];
    expect(policy).toContain(`style-src ${hashOf(style)}; script-src ${hashOf(script)}`);
    expect(policy).toMatch(/^default-src &#39;none&#39;/);
    expect(page).not.toMatch(/\sstyle="|\son\w+="|https?:\/\//);
  });

  it('gives the same page twice', async () => {
    const input = { checks: [sampleChecks([sampleEntry()])], migrations: [] };
    expect(await renderPage(input)).toBe(await renderPage(input));
  });
});
