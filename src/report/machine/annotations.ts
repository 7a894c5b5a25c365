import { counted } from '../page/format.ts';
import type { CheckResults } from '../results.ts';
import { findingsOf, scenarioIn, type Finding } from './finding.ts';
import { reportedCells, type ReportedCell } from './reported-cell.ts';
import { findingPlace } from './sarif.ts';
import { checkCommand, oneLine } from './story.ts';
import { failureNameIn } from '../../../properties/failure-names.ts';

/** GitHub shows ten errors of a step and drops the others in silence. */
const annotationsMax = 10;

/**
 * Workflow commands, one a line, for every violation that the model does not declare and every
 * declared verdict that differs. Ten at most; where there are more, the tenth says how many.
 *
 * @param sources text of the charts by file name (`models/daemon.ts`), for the line; without it the
 * first line of the chart
 */
export function annotations(
  checks: readonly CheckResults[],
  sources: Readonly<Record<string, string>> = {},
): string[] {
  const cells = reportedCells(checks);
  const found = findingsOf(cells).filter(({ isExpected }) => !isExpected);
  const all = [
    ...found.map((finding) => findingCommand(finding, sources)),
    ...cells.filter(isMissed).map(missedCommand),
  ];
  if (all.length <= annotationsMax) return all;
  const shown = all.slice(0, annotationsMax - 1);
  const rest = `${counted(all.length - shown.length, 'finding')} more; see the summary of the job`;
  return [...shown, command({ title: 'skipover' }, rest)];
}

/** Not as expected, and no violation shows why: what had to fail did not, or not all of it. */
function isMissed({ entry }: ReportedCell): boolean {
  return (
    entry.expected === false && entry.properties.every(({ verdict }) => verdict !== 'violated')
  );
}

function findingCommand(finding: Finding, sources: Readonly<Record<string, string>>): string {
  const { property, title, failureClass, trace, cells } = finding;
  const { file, line } = findingPlace(finding, sources);
  const lines = [
    `${title}. ${trace?.summary ?? 'No steps given'}.`,
    `Found in: ${cells.map(({ name }) => name).join('; ')}`,
    ...cells.slice(0, 1).map(({ entry }) => `Check again: ${checkCommand(entry)}`),
  ];
  return command(
    { file, line, title: `${failureNameIn(scenarioIn(cells), property).name}: ${failureClass}` },
    lines.map(oneLine).join('\n'),
  );
}

function missedCommand({ entry, name }: ReportedCell): string {
  const verdicts = entry.properties.map(({ id, verdict }) => `${id} ${verdict}`).join(', ');
  const again = `Check again: ${checkCommand(entry)}`;
  return command({ title: 'not as declared' }, `${oneLine(`${name}: ${verdicts}`)}\n${again}`);
}

function command(properties: Readonly<Record<string, string | number>>, text: string): string {
  const pairs = Object.entries(properties).map(
    ([name, value]) =>
      `${name}=${data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::error ${pairs.join(',')}::${data(text)}`;
}

/** As the runner decodes it: `%`, carriage return and line feed; other control characters go. */
function data(text: string): string {
  return text
    .replace(/(?![\r\n])[\p{Cc}\u2028\u2029]/gu, ' ')
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}
