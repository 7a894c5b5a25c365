import type { CheckEntry, PropertyEntry } from '../analysis/check-entry.ts';
import { inertSentences } from '../analysis/inert-words.ts';
import type { Trace } from '../analysis/trace.ts';
import { grouped, styled, table } from './text.ts';

const signs = {
  verified: '✓',
  violated: '✗',
  inconclusive: '?',
  vacuous: '∅',
  unasked: '–',
} as const;

const styles = {
  verified: 'green',
  violated: 'red',
  inconclusive: 'yellow',
  vacuous: 'yellow',
  unasked: 'gray',
} as const;

export function hazardsTitle(hazards: readonly string[]): string {
  return hazards.length === 0 ? 'ordinary life' : hazards.join(' + ');
}

/** The matrix: rows are hazards, columns are designs. Each property is asked in every cell. */
export function matrixView(entries: readonly CheckEntry[]): string {
  const designs = [...new Set(entries.map(({ scenario }) => scenario.design))];
  const rows = [...new Set(entries.map(({ scenario }) => hazardsTitle(scenario.hazards)))];
  const header = [[''], ...designs.map((design) => [styled('bold', design)])];
  const body = rows.map((row) => [
    [...wrapped(row), ''],
    ...designs.map((design) => {
      const entry = entries.find(
        ({ scenario }) => scenario.design === design && hazardsTitle(scenario.hazards) === row,
      );
      return entry === undefined ? ['not checked', ''] : [...cell(entry), ''];
    }),
  ]);
  return table([header, ...body]);
}

function wrapped(title: string): string[] {
  return title.split(' + ').map((part, index) => (index === 0 ? part : `+ ${part}`));
}

function cell(entry: CheckEntry): string[] {
  const { verdict, expected, properties, states, ended, inert } = entry;
  const note = expected === undefined ? '' : expected ? ' (as expected)' : ' (NOT EXPECTED)';
  const shown = verdict === 'violated' || expected === false ? note : '';
  return [
    styled(styles[verdict], `${signs[verdict]} ${verdict}`) + shown,
    propertyLine(properties),
    `${grouped(states)} states, depth ${entry.depth}`,
    ...inertSentences(inert),
    ...(ended === undefined
      ? []
      : [`ended by ${ended.reason}, ${grouped(ended.frontier)} states not expanded`]),
    ...properties
      .filter(({ trace }) => trace !== undefined)
      .map(({ id, bugClass, trace }) => `${id} ${bugClass}: ${trace!.steps.length} steps`),
  ];
}

/** One sign per property: `S1✓ S2✗ S4– D✓`. */
function propertyLine(properties: readonly PropertyEntry[]): string {
  const seen = new Map(properties.map(({ id, verdict }) => [id, verdict]));
  return [...seen].map(([id, verdict]) => styled(styles[verdict], id + signs[verdict])).join(' ');
}

export function traceTitle({ property, bugClass, steps }: Trace): string {
  return `${property} ${bugClass}, ${steps.length} steps`;
}

/** A counterexample, step by step. */
export function traceView(trace: Trace): string {
  const steps = trace.steps.map(({ process, detail, changes }, index) => {
    const bits = changes
      .filter(({ field }) => bitmaps.includes(field))
      .map(({ field, index: frame, to }) => `${field}[${frame}]=${to}`)
      .join(' ');
    const loops =
      index === trace.loopStart ? '      from here the steps are repeated for ever:\n' : '';
    const line = `${loops}${String(index + 1).padStart(4)}  ${process.padEnd(11)} ${detail}`;
    return bits === '' ? line : `${line}  ${styled('gray', bits)}`;
  });
  return [styled('bold', traceTitle(trace)), `  ${trace.summary}`, ...steps].join('\n');
}

const bitmaps = ['dirty', 'send', 'transfer', 'deferred', 'stale'];

/** Per chart, how many of its transitions some check took: `daemon 25/34, lkm 40/46`. */
export function coverageLine(entries: readonly CheckEntry[]): string {
  const charts = new Map<string, Map<string, boolean>>();
  for (const { process, transitions } of entries.flatMap(({ coverage }) => coverage)) {
    const chart = charts.get(process) ?? new Map<string, boolean>();
    charts.set(process, chart);
    for (const { declaredAt, taken } of transitions) {
      chart.set(declaredAt, taken > 0 || chart.get(declaredAt) === true);
    }
  }
  return [...charts]
    .map(([process, chart]) => {
      const taken = [...chart.values()].filter(Boolean).length;
      return `${process} ${taken}/${chart.size}`;
    })
    .join(', ');
}
