import type {
  ProofEntry,
  ProofProperty,
  ProofVerdict,
} from '../../analysis/proving/proof-entry.ts';
import { hazardsName } from '../../report/page/names.ts';
import { grouped, styled } from '../terminal/text.ts';

const styles = {
  proved: 'green',
  refuted: 'red',
  'not proved': 'yellow',
  inconclusive: 'yellow',
  vacuous: 'yellow',
} as const satisfies Record<ProofVerdict, string>;

const headlines: Readonly<Record<ProofVerdict, string>> = {
  proved: 'proved for every size of the abstract model',
  refuted: 'refuted by a real run',
  'not proved': 'not proved: the abstract model fails, and no real run was found',
  inconclusive: 'inconclusive: the search did not end',
  vacuous: 'vacuous: a property was never exercised',
};

/** Columns of the terminal that the text is made for. */
const width = 80;

/** One proof, in lines of at most 80 columns. */
export function proofView(entry: ProofEntry): string {
  const { scenario, verdict, properties, reason } = entry;
  const title = `${scenario.design}, ${hazardsName(scenario.hazards)}: `;
  return [
    styled('bold', title) + styled(styles[verdict], headlines[verdict]),
    ...(reason === undefined ? [] : folded(reason)),
    ...properties.flatMap(propertyLines),
    `  ${sizeLine(entry)}`,
  ].join('\n');
}

/** What every proof of this run has alike. */
export function premisesView({ arbitrary, fixed, unasked }: ProofEntry): string {
  const reasons = new Map<string, string[]>();
  for (const { id, reason } of unasked) reasons.set(reason, [...(reasons.get(reason) ?? []), id]);
  return [
    'Any number and any order of:',
    ...arbitrary.flatMap((each) => folded(`- ${each}`)),
    'Fixed:',
    ...fixed.flatMap((each) => folded(`- ${each}`)),
    'Not asked:',
    ...[...reasons].flatMap(([reason, ids]) => folded(`- ${ids.join(', ')}: ${reason}`)),
  ].join('\n');
}

/** On what it rests that the abstract model covers the executor. */
export function coverageView(entries: readonly ProofEntry[]): string {
  const mapped = entries.reduce((sum, { simulation }) => sum + simulation.mapped, 0);
  const scopes = [...new Set(entries.map(({ simulation }) => simulation.scope))].join(', ');
  const text =
    `That the abstract model covers the executor is tested, not proved: this run compared ` +
    `${grouped(mapped)} steps (scope ${scopes}, every frame and page).`;
  return folded(text, '').join('\n');
}

function propertyLines({ id, title, verdict, ...row }: ProofProperty): string[] {
  const head = `  ${id}  ${title.split(':')[0]}: ${styled(styles[verdict], verdict)}`;
  return [head, ...failureLines(row).flatMap((line) => folded(line, '      '))];
}

function failureLines({
  failureClass,
  abstractRun,
  refutation,
}: Pick<ProofProperty, 'failureClass' | 'abstractRun' | 'refutation'>): string[] {
  if (abstractRun === undefined) return [];
  const { steps, followed } = abstractRun;
  const abstract = `${failureClass} after ${steps.length} abstract steps`;
  if (refutation !== undefined) {
    const { trace, scope, observed } = refutation;
    return [
      abstract,
      `a run of ${trace.steps.length} steps in scope ${scope} (${observed}): ${trace.failureClass}`,
    ];
  }
  if (followed?.missing === undefined) return [abstract];
  const { process, event, detail } = followed.missing;
  return [
    abstract,
    `in scope ${followed.scope} the executor follows ${followed.steps} of them, then not: ` +
      `${process} ${event} (${detail})`,
  ];
}

function sizeLine({ states, transitions, seconds, ended }: ProofEntry): string {
  const size = `${grouped(states)} abstract states, ${grouped(transitions)} steps, ${seconds} s`;
  return ended === undefined ? size : `${size}; ended by ${ended.reason}`;
}

/** Breaks a text between words; later lines stand a little to the right. */
function folded(text: string, indent = '  '): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}
