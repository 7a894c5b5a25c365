import type { MutantEntry, MutantOutcome } from '../../analysis/mutation/mutation.ts';
import { deadlockProperty } from '../../system/deadlock.ts';
import { livenessFamilies, safetyFamilies } from '../../../properties/all.ts';
import { convergence } from '../../../properties/convergence.ts';
import { costsId } from '../../../properties/quantities.ts';
import type { MutantsResults } from '../results.ts';
import { chartFile, placeOfStep } from './chart-source.ts';

/** A mutant as far as its report depends on it; where its run stands does not count. */
export type ReportedMutant = Pick<
  MutantEntry,
  'name' | 'title' | 'places' | 'outcome' | 'reason' | 'tried'
> & {
  readonly seconds: number;
  readonly kill?: Pick<NonNullable<MutantEntry['kill']>, 'property' | 'how'>;
};

interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** A mutation test as https://github.com/stryker-mutator/mutation-testing-elements reads it. */
export interface MutationReport {
  readonly schemaVersion: '2';
  readonly thresholds: { readonly high: number; readonly low: number };
  readonly framework: { readonly name: 'skipover'; readonly version: string };
  readonly files: Readonly<Record<string, MutatedFile>>;
  readonly testFiles: Readonly<
    Record<string, { readonly tests: readonly { readonly id: string; readonly name: string }[] }>
  >;
}

interface MutatedFile {
  readonly language: 'typescript';
  readonly source: string;
  readonly mutants: readonly MutatedPlace[];
}

interface MutatedPlace {
  readonly id: string;
  readonly mutatorName: string;
  readonly description: string;
  readonly location: { readonly start: Position; readonly end: Position };
  readonly status: 'Killed' | 'Survived' | 'NoCoverage' | 'Ignored';
  readonly statusReason?: string;
  readonly killedBy?: readonly string[];
  /** Milliseconds. */
  readonly duration: number;
  /** Configurations that were searched. */
  readonly testsCompleted: number;
}

/** A search that a budget ended counts against the score, as a place that no test reached does. */
const statuses: Readonly<Record<MutantOutcome, MutatedPlace['status']>> = {
  killed: 'Killed',
  survived: 'Survived',
  inconclusive: 'NoCoverage',
  equivalent: 'Ignored',
};

const designFile = 'models/design.ts';

/**
 * Mutants in the schema of mutation-testing-elements: files are charts, and the design where a switch
 * is turned; tests are properties. A mutant is at the first place that it changes; a guard or an
 * action at the first place of the chart that names it.
 *
 * @param sources text of the charts and of `models/design.ts` by file name; a file whose text is
 * missing is reported with an empty one, and its mutants at its first line
 */
export function mutationReport(
  mutants: readonly ReportedMutant[],
  sources: Readonly<Record<string, string>>,
  tool: MutantsResults['tool'],
): MutationReport {
  const files = new Map<string, MutatedPlace[]>();
  for (const mutant of mutants) {
    const { file, place } = placedMutant(mutant, sources);
    files.set(file, [...(files.get(file) ?? []), place]);
  }
  const tests = [
    ...safetyFamilies,
    ...livenessFamilies,
    convergence,
    { id: deadlockProperty, title: 'No deadlock' },
    { id: costsId, title: 'Costs within their bounds' },
  ];
  return {
    schemaVersion: '2',
    thresholds: { high: 100, low: 80 },
    framework: { name: 'skipover', version: tool.version },
    files: Object.fromEntries(
      [...files].map(([file, places]): [string, MutatedFile] => [
        file,
        { language: 'typescript', source: textOf(sources, file), mutants: places },
      ]),
    ),
    testFiles: {
      properties: { tests: tests.map(({ id, title }) => ({ id, name: `${id} ${title}` })) },
    },
  };
}

function placedMutant(
  mutant: ReportedMutant,
  sources: Readonly<Record<string, string>>,
): { readonly file: string; readonly place: MutatedPlace } {
  const { name, title, places, outcome, kill, tried, seconds } = mutant;
  const reported = reasonOf(mutant);
  const { file, kind, line, column, length } = locate(places[0] ?? '', sources);
  return {
    file,
    place: {
      id: name,
      mutatorName: kind,
      description: `${name}: ${title} (${places.join('; ')})`,
      location: { start: { line, column }, end: { line, column: column + length } },
      status: statuses[outcome],
      ...(kill === undefined ? {} : { killedBy: [kill.property] }),
      ...(reported === undefined ? {} : { statusReason: reported }),
      duration: Math.round(seconds * 1000),
      testsCompleted: tried.length,
    },
  };
}

/** Why it is equivalent, was not killed, or has no run that kills it. */
function reasonOf({ outcome, reason, kill }: ReportedMutant): string | undefined {
  if (reason !== undefined) return outcome === 'inconclusive' ? `inconclusive: ${reason}` : reason;
  if (kill?.how === 'unreachable') return `${kill.property}: no run reaches it any more`;
  return kill?.how === 'vacuous' ? `${kill.property} is never exercised any more` : undefined;
}

interface Located extends Position {
  readonly file: string;
  readonly kind: string;
  readonly length: number;
}

/** Reads a phrase of `placesOf`: a switch, a guard, an action, or a transition. */
function locate(place: string, sources: Readonly<Record<string, string>>): Located {
  const [, process = '', what = ''] = /^([^:]+): (.*)$/s.exec(place) ?? [];
  if (process === 'design') {
    const name = what.split('=')[0]!;
    return { ...found(sources, designFile, `  ${name}:`), kind: 'design switch' };
  }
  const file = chartFile(process);
  const named = /^(guard|action) (.+)$/s.exec(what);
  if (named !== null) return { ...found(sources, file, `'${named[2]}'`), kind: named[1]! };
  const row = /^(?:without|other) transition \d+ of (\S+) on (\S+)$/.exec(what);
  if (row === null) return { ...found(sources, file, ''), kind: 'other' };
  const [, state, event] = row as unknown as [string, string, string];
  const { line } = placeOfStep(sources, { process, step: event, from: state, to: state });
  const text = textOf(sources, file).split('\n')[line - 1] ?? '';
  const indent = text.length - text.trimStart().length;
  const length = Math.max(1, text.length - indent);
  return { file, kind: 'transition', line, column: indent + 1, length };
}

/** The first place of a text in a file; the first line where it is not there. */
function found(
  sources: Readonly<Record<string, string>>,
  file: string,
  text: string,
): Omit<Located, 'kind'> {
  const lines = textOf(sources, file).split('\n');
  const at = text === '' ? -1 : lines.findIndex((line) => line.includes(text));
  if (at < 0) return { file, line: 1, column: 1, length: 1 };
  const word = text.trimStart();
  return { file, line: at + 1, column: lines[at]!.indexOf(word) + 1, length: word.length };
}

function textOf(sources: Readonly<Record<string, string>>, file: string): string {
  return Object.hasOwn(sources, file) ? sources[file]! : '';
}
