import type { CheckEntry, PropertyEntry } from '../../analysis/matrix/cell-entry.ts';
import type { Trace } from '../../subject/trace.ts';
import { traceLines } from '../../subject/trace-lines.ts';
import { marks } from '../../report/page/verdict-mark.ts';
import { counted } from '../../report/page/format.ts';
import { grouped, styled } from '../terminal/text.ts';
import { verdictCounts } from '../terminal/verdict-counts.ts';

/** Prints what a file's systems showed: a line for each property, and a counterexample to each that failed. */
export function printFileCheck(
  entries: readonly CheckEntry[],
  { traces, page }: { readonly traces: readonly string[]; readonly page: string },
): void {
  for (const entry of entries) printEntry(entry);
  console.log('');
  if (traces.length === 1) console.log(`Replay a counterexample: skipover replay ${traces[0]}`);
  if (traces.length > 1) {
    console.log('Replay a counterexample:');
    for (const trace of traces) console.log(`  skipover replay ${trace}`);
  }
  console.log(`Report: ${page}`);
  console.log(styled('bold', verdictCounts(entries)));
}

function printEntry(entry: CheckEntry): void {
  const { scenario, verdict, states, depth, seconds, ended, properties, assumptions = [] } = entry;
  const end = ended === undefined ? '' : `; ended by ${ended.reason}`;
  console.log(
    `\n${styled('bold', scenario.design)}: ${styled(marks[verdict].colour, verdict)}, ` +
      `${grouped(states)} states, depth ${depth}, ${seconds} s${end}`,
  );
  for (const line of assumptions) console.log(`  assumed: ${line}`);
  const seen = new Set<string>();
  for (const row of properties) {
    if (!seen.has(row.id)) console.log(propertyLine(row));
    seen.add(row.id);
    if (row.trace !== undefined) console.log(failureLine(row.trace));
  }
  const shortest = shortestByProperty(properties);
  for (const [id, trace] of shortest) {
    console.log(`  Shortest counterexample${shortest.size === 1 ? '' : ` to ${id}`}:`);
    printTrace(trace);
  }
}

/** In the order of the properties. */
function shortestByProperty(rows: readonly PropertyEntry[]): ReadonlyMap<string, Trace> {
  const shortest = new Map<string, Trace>();
  for (const { id, trace } of rows) {
    const known = shortest.get(id);
    const isShorter = known === undefined || (trace?.steps.length ?? 0) < known.steps.length;
    if (trace !== undefined && isShorter) shortest.set(id, trace);
  }
  return shortest;
}

function propertyLine({ id, title, verdict, reason }: PropertyEntry): string {
  const sign = styled(marks[verdict].colour, marks[verdict].sign);
  const name = id === title ? title : `${id}: ${title}`;
  return `  ${sign} ${name}${reason === undefined ? '' : ` (${reason})`}`;
}

function failureLine({ failureClass, steps }: Trace): string {
  return `      after ${counted(steps.length, 'step')}: ${failureClass}`;
}

/** Prints every step of a counterexample, and what is wrong after the last. */
export function printTrace(trace: Trace): void {
  for (const { first, text } of traceLines(trace)) console.log(`  ${first}${text}`);
  console.log(`        ${styled('red', trace.violation)}`);
}
