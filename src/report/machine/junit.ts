import { inertWords } from '../../analysis/matrix/ineffective-wording.ts';
import type { MigrationMetrics } from '../../timing/metrics.ts';
import { count, counted, duration } from '../page/format.ts';
import type { CheckResults, MigrationResults, PropertyEntry } from '../results.ts';
import { failureClassOf, propertyKind } from './finding.ts';
import { reportedCells, type ReportedCell } from './reported-cell.ts';
import { checkCommand, oneLine, replayHint, story, type TraceFileOf } from './story.ts';
import {
  caseOf,
  failure,
  skipped,
  suiteOf,
  tally,
  timestamp,
  type Case,
  type Suite,
} from './junit-suite.ts';
import { element, xmlDocument } from './xml.ts';
import { failureNameIn } from '../../../properties/failure-names.ts';

export interface JunitOptions {
  /** Where a counterexample was saved. Default: not reported, only how to check again. */
  readonly traceFile?: TraceFileOf;
}

/**
 * All results as JUnit XML: a test suite per cell and per workload, a test case per property and per
 * migrated design. A test case bears the name of its cell, because some readers look at no suite.
 * An expected violation passes and is reported in `system-out`; whether all came as written
 * down is a test case of its own. `unasked` and `inconclusive` are skipped, `vacuous` fails. Keeps the
 * schema of Jenkins (`jenkins-junit.xsd`), which newer ones and Surefire's reader widen.
 */
export function junitXml(
  checks: readonly CheckResults[],
  migrations: readonly MigrationResults[],
  options: JunitOptions = {},
): string {
  const suites = [
    ...reportedCells(checks).map((cell) => cellSuite(cell, options)),
    ...migrations.map(migrationSuite),
  ];
  const { skipped: _, ...counts } = tally(suites.flatMap((suite) => suite.cases));
  return xmlDocument(
    element(
      'testsuites',
      { name: 'skipover', ...counts },
      suites.map(({ xml }) => xml),
    ),
  );
}

function cellSuite(cell: ReportedCell, options: JunitOptions): Suite {
  const { entry, run, name } = cell;
  const { states, transitions, depth, ended } = entry;
  const cases = [
    ...rowsByProperty(entry.properties).map((rows) => propertyCase(cell, rows, options)),
    ...missedHazards(cell),
    ...(entry.expected === undefined ? [] : [expectationCase(cell, entry.expected)]),
  ];
  const facts = {
    tool: `${run.tool.name} ${run.tool.version}`,
    modelHash: run.modelHash,
    states,
    transitions,
    depth,
    ...(ended === undefined ? {} : { ended: ended.reason, frontier: ended.frontier }),
    ...Object.fromEntries(
      Object.entries(entry.bounds).map(([bound, value]) => [`bounds.${bound}`, value]),
    ),
  };
  const attributes = { name, time: entry.seconds, timestamp: timestamp(run.startedAt) };
  return suiteOf(attributes, facts, cases);
}

/** The rows of each property, which has several where it fails in several ways. */
function rowsByProperty(rows: readonly PropertyEntry[]): PropertyEntry[][] {
  const groups = new Map<string, PropertyEntry[]>();
  for (const row of rows) groups.set(row.id, [...(groups.get(row.id) ?? []), row]);
  return [...groups.values()];
}

function propertyCase(
  cell: ReportedCell,
  rows: readonly PropertyEntry[],
  options: JunitOptions,
): Case {
  const [{ id, title, verdict, reason }] = rows as [PropertyEntry];
  const made = caseOf(propertyKind(id), `${id} ${title} (${cell.name})`);
  switch (verdict) {
    case 'violated':
      return violatedCase(cell, rows, options);
    case 'verified':
      return made('passed');
    case 'vacuous':
      return made('failed', failure('vacuous', reason ?? 'never exercised: says nothing'));
    case 'inconclusive':
      return made('skipped', skipped(`inconclusive: ${reason ?? endedBy(cell)}`));
    case 'unasked':
      return made('skipped', skipped(`unasked: ${reason ?? 'makes no sense in this scenario'}`));
  }
}

function violatedCase(
  { entry, name }: ReportedCell,
  rows: readonly PropertyEntry[],
  { traceFile }: JunitOptions,
): Case {
  const [{ id, title }] = rows as [PropertyEntry];
  const made = caseOf(propertyKind(id), `${id} ${title} (${name})`);
  const kinds = rows.map(failureClassOf).join('; ');
  const reported = rows.map((row) =>
    row.trace === undefined
      ? `${failureNameIn(entry.scenario, id).name} (${failureClassOf(row)}), no steps given\nCheck again: ${checkCommand(entry)}`
      : `${story(row.trace, entry.scenario)}\n${replayHint(entry, row, traceFile)}`,
  );
  const text = reported.join('\n\n');
  if (entry.expected === true) {
    return made('passed', element('system-out', {}, `Violated, as declared: ${kinds}\n${text}`));
  }
  const summary = rows[0]?.trace?.summary;
  const message = summary === undefined ? kinds : `${kinds}: ${summary}`;
  return made('failed', failure(propertyKind(id), message, text));
}

/** A hazard that had no occasion: what holds says nothing about it. */
function missedHazards({ entry, name }: ReportedCell): Case[] {
  const missed = Object.entries(entry.inert ?? {}).filter(([, reason]) => reason === 'bounds');
  return missed.map(([hazard, reason]) => {
    const made = caseOf('hazard', `${hazard} has an occasion (${name})`);
    return made('failed', failure('vacuous', `${hazard} ${inertWords[reason]}`));
  });
}

/** Without it a declared failure that was not found would pass in silence. */
function expectationCase({ entry, name }: ReportedCell, isExpected: boolean): Case {
  const made = caseOf('expectation', `The verdicts are those declared (${name})`);
  if (isExpected) return made('passed');
  const verdicts = entry.properties.map(({ id, verdict }) => `${id} ${verdict}`).join(', ');
  const message = `not as declared: ${verdicts}`;
  return made('failed', failure('expectation', message, `Check again: ${checkCommand(entry)}`));
}

function endedBy({ entry: { ended } }: ReportedCell): string {
  if (ended === undefined) return 'a budget ended the search';
  return `${ended.reason} ended the search, ${counted(ended.frontier, 'state')} not expanded`;
}

function migrationSuite({ workload, results, ...run }: MigrationResults): Suite {
  const cases = results.map((metrics) => migrationCase(workload.name, metrics));
  const attributes = { name: `migration / ${workload.name}`, timestamp: timestamp(run.startedAt) };
  const tool = `${run.tool.name} ${run.tool.version}`;
  return suiteOf(attributes, { tool, modelHash: run.modelHash }, cases);
}

function migrationCase(workload: string, metrics: MigrationMetrics): Case {
  const { design, lost, violations, downtimeSeconds, seconds } = metrics;
  const made = caseOf('migration', `${design} (${workload})`);
  const measured = `downtime ${duration(downtimeSeconds)} of ${duration(seconds)}`;
  const broken = violations.map(({ property, detail }) => `${property} ${detail}`);
  if (lost.count + broken.length === 0) return made('passed', element('system-out', {}, measured));
  const losses = lost.first.map(
    ({ frame, need, transferBit }) =>
      `lost frame ${frame}, needed by ${need}, its transfer bit ${transferBit}`,
  );
  const more = lost.count - losses.length;
  const lines = [...losses, ...(more > 0 ? [`and ${count(more)} more`] : []), ...broken, measured];
  const heads = lost.count > 0 ? [`${counted(lost.count, 'frame')} lost`] : [];
  const message = [...heads, ...broken].join('; ');
  return made('failed', failure('safety', message, lines.map(oneLine).join('\n')));
}
