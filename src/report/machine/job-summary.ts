import { bytes, count, counted, duration } from '../page/format.ts';
import { hazardsName } from '../page/names.ts';
import { marks } from '../page/verdict-mark.ts';
import type { CheckEntry, CheckResults, MigrationResults } from '../results.ts';
import { findingsOf, scenarioIn, type Finding } from './finding.ts';
import { gfm, markdownTable, type Markdown } from './markdown.ts';
import { reportedCells, type ReportedCell } from './reported-cell.ts';
import { failureNameIn } from '../../../properties/failure-names.ts';

/**
 * What `GITHUB_STEP_SUMMARY` takes: the matrix per scope, violations that the model does not declare, the
 * migrations. Steps are left to the page: a summary may have 1 MiB.
 */
export function jobSummary(
  checks: readonly CheckResults[],
  migrations: readonly MigrationResults[],
): string {
  const cells = reportedCells(checks);
  const scopes = [...new Set(cells.map(({ entry }) => entry.scenario.scope))];
  const parts = [
    '## skipover',
    headline(cells),
    ...scopes.map((scope) =>
      matrix(
        scope,
        cells.filter(({ entry }) => entry.scenario.scope === scope),
      ),
    ),
    ...(cells.length === 0 ? [] : [legend(), unforeseen(cells)]),
    ...migrations.map(migrationTable),
  ];
  return `${parts.join('\n\n')}\n`;
}

function headline(cells: readonly ReportedCell[]): string {
  if (cells.length === 0) return 'Nothing was checked.';
  const states = cells.reduce((sum, { entry }) => sum + entry.states, 0);
  const wrong = cells.filter(({ entry }) => entry.expected === false).length;
  const written = cells.filter(({ entry }) => entry.expected !== undefined).length;
  const kept = wrong === 0 ? 'all as declared' : `**${count(wrong)} NOT as declared**`;
  return (
    `${counted(cells.length, 'scenario')}, ${counted(states, 'state')}. ` +
    `${counted(written, 'verdict')} declared by the model${written === 0 ? '' : `: ${kept}`}.`
  );
}

function matrix(scope: string, cells: readonly ReportedCell[]): string {
  const designs = [...new Set(cells.map(({ entry }) => entry.scenario.design))];
  const rows = [...new Set(cells.map(({ entry }) => hazardsName(entry.scenario.hazards)))];
  const table = markdownTable(
    ['', ...designs],
    rows.map((row) => [
      row,
      ...designs.map((design) => {
        const cell = cells.find(
          ({ entry: { scenario } }) =>
            scenario.design === design && hazardsName(scenario.hazards) === row,
        );
        return cell === undefined ? 'not checked' : verdictCell(cell.entry);
      }),
    ]),
  );
  return `${gfm`### Scope ${scope}`.source}\n\n${table}`;
}

/** Verdict; one sign per property; size. */
function verdictCell({ verdict, expected, properties, states, depth }: CheckEntry): Markdown {
  const note =
    expected === undefined ? gfm`` : expected ? gfm` (as expected)` : gfm` **(NOT as expected)**`;
  const shown = verdict === 'verified' && expected !== false ? gfm`` : note;
  const signs = [...new Map(properties.map(({ id, verdict: mark }) => [id, mark]))].map(
    ([id, mark]) => gfm`${id}${marks[mark].sign} `,
  );
  return gfm`${marks[verdict].sign} **${verdict}**${shown}<br>${signs}<br>${counted(states, 'state')}, ${count(depth)} deep`;
}

function legend(): string {
  const signs = Object.entries(marks).map(
    ([mark, { sign, meaning }]) => `${sign} ${mark}: ${meaning}`,
  );
  return `<sub>${signs.join('; ')}</sub>`;
}

function unforeseen(cells: readonly ReportedCell[]): string {
  const findings = findingsOf(cells).filter(({ isExpected }) => !isExpected);
  if (findings.length === 0) return 'No violation but those that the model declares.';
  const table = markdownTable(
    ['property', 'failure', 'steps', 'moment of loss', 'found in'],
    findings.slice(0, rowsMax).map(findingRow),
  );
  const more = findings.length - rowsMax;
  return `### Violations that the model does not declare\n\n${table}${more > 0 ? `\n\nand ${count(more)} more` : ''}`;
}

/** Enough to see what is wrong, and far from the limit of the summary. */
const rowsMax = 50;

function findingRow({
  property,
  failureClass,
  trace,
  cells,
}: Finding): readonly (string | Markdown)[] {
  const [first] = cells;
  const more = cells.length - 1;
  const where = `${first?.name ?? ''}${more > 0 ? ` and ${more} more` : ''}`;
  const steps = trace === undefined ? '' : count(trace.steps.length);
  return [
    gfm`**${failureNameIn(scenarioIn(cells), property).name}**`,
    failureClass,
    steps,
    trace?.summary ?? 'no steps given',
    where,
  ];
}

function migrationTable({ workload, results }: MigrationResults): string {
  const rows = results.map(({ design, lost, violations, ...metrics }) => [
    design,
    lost.count === 0 ? gfm`✓ none` : gfm`✗ **${counted(lost.count, 'frame')} LOST**`,
    violations.length === 0
      ? gfm`✓ none`
      : `✗ ${violations.map(({ property }) => property).join(', ')}`,
    duration(metrics.downtimeSeconds),
    duration(metrics.seconds),
    bytes(metrics.bytesSent),
    count(metrics.iterations.length),
  ]);
  const header = [
    'design',
    'lost frames',
    'other violations',
    'downtime',
    'total time',
    'traffic',
    'iterations',
  ];
  return `${gfm`### Migrations: ${workload.name}`.source}\n\n${markdownTable(header, rows)}`;
}
