import { createHash } from 'node:crypto';
import type { Trace } from '../../subject/trace.ts';
import type { CheckResults } from '../results.ts';
import { placeOfStep, type SourcePlace } from './chart-source.ts';
import { failureClassOf, findingsOf, propertyKind, scenarioIn, type Finding } from './finding.ts';
import { reportedCells } from './reported-cell.ts';
import { oneLine, replayHint, type TraceFileOf } from './story.ts';
import { failureNameIn } from '../../../properties/failure-names.ts';

export interface SarifOptions {
  /** Text of the charts by file name, `models/daemon.ts`: there the steps are looked up. */
  readonly sources: Readonly<Record<string, string>>;
  /** What the program exits with. */
  readonly exitCode: number;
  /** Where a counterexample was saved. Default: not reported, only how to check again. */
  readonly traceFile?: TraceFileOf;
}

/**
 * All violations as a SARIF 2.1.0 log of one run, since GitHub refuses several runs of one tool. A rule
 * per property and failure class; a result per distinct counterexample, of level `error`, or `note`
 * where every cell that has it is expected to fail. `codeFlows` list the steps, a thread per
 * process, each at its transition in the text of the chart.
 */
export function sarifLog(checks: readonly CheckResults[], options: SarifOptions): object {
  const cells = reportedCells(checks);
  const findings = findingsOf(cells);
  const rules = [
    ...new Map(findings.map((finding) => [ruleId(finding), ruleOf(finding)])).values(),
  ];
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { ...driverOf(checks), rules } },
        invocations: [invocationOf(checks, options.exitCode)],
        originalUriBaseIds: {
          [sourceRoot]: { description: { text: 'The root of the repository.' } },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleIndex: ruleIndex.get(ruleId(finding))!,
          ...resultOf(finding, options),
        })),
        properties: { modelHashes: [...new Set(cells.map(({ run }) => run.modelHash))] },
      },
    ],
  };
}

const sourceRoot = '%SRCROOT%';

function driverOf(checks: readonly CheckResults[]): object {
  const version = checks.at(-1)?.tool.version;
  return { name: 'skipover', ...(version === undefined ? {} : { version }) };
}

/** The search ran to its end whatever it found; only an error of its own (70) is a failure of it. */
function invocationOf(checks: readonly CheckResults[], exitCode: number): object {
  const startTimeUtc = checks.map(({ startedAt }) => startedAt).toSorted()[0];
  return {
    executionSuccessful: exitCode !== 70,
    exitCode,
    ...(startTimeUtc === undefined ? {} : { startTimeUtc }),
  };
}

interface Rule {
  readonly id: string;
  readonly [more: string]: unknown;
}

function ruleId({ property, failureClass }: Pick<Finding, 'property' | 'failureClass'>): string {
  // A slash parts the levels of a rule id; one in a name from outside must not.
  return [property, failureClass].map((part) => oneLine(part).replaceAll('/', '-')).join('/');
}

function ruleOf({ property, title, failureClass, cells }: Finding): Rule {
  const help = `${property}: ${title}. This failure class: ${failureClass}.`;
  return {
    id: ruleId({ property, failureClass }),
    shortDescription: message(
      `${failureNameIn(scenarioIn(cells), property).name}: ${failureClass}`,
    ),
    fullDescription: message(help),
    help: message(`${help} The counterexample is a shortest run into it.`),
    defaultConfiguration: { level: 'error' },
    properties: { tags: [propertyKind(property)], precision: 'very-high' },
  };
}

function resultOf(finding: Finding, options: SarifOptions): object {
  const { trace, cells, isExpected } = finding;
  return {
    ruleId: ruleId(finding),
    kind: 'fail',
    level: isExpected ? 'note' : 'error',
    message: message(resultText(finding, options)),
    locations: [location(findingPlace(finding, options.sources))],
    partialFingerprints: { 'abstractTrace/v1': fingerprint(finding) },
    ...(trace === undefined || trace.steps.length === 0
      ? {}
      : { codeFlows: [codeFlow(trace, options.sources)] }),
    properties: { expected: isExpected, cells: cells.map(({ name }) => name) },
  };
}

function resultText(finding: Finding, { traceFile }: SarifOptions): string {
  const { property, failureClass, trace, cells } = finding;
  const [{ entry }] = cells as [(typeof cells)[number]];
  const row = entry.properties.find(
    (each) => each.id === property && failureClassOf(each) === failureClass,
  );
  const found = `Found in: ${cells.map(({ name }) => name).join('; ')}.`;
  const summary = trace?.summary ?? 'violated, no steps given';
  const hint = replayHint(entry, row ?? {}, traceFile);
  const lines = [
    `${failureNameIn(entry.scenario, property).name} (${failureClass}): ${summary}.`,
    found,
    ...hint.split('\n'),
  ];
  return lines.map(oneLine).join('\n');
}

/**
 * Where a finding is shown: at the last thing that happened to the frame, for there it was lost; else
 * at the last step. One without steps is the design's, and shown there.
 */
export function findingPlace(
  { trace }: Pick<Finding, 'trace'>,
  sources: SarifOptions['sources'],
): SourcePlace {
  const last = trace?.steps[(trace.fate?.at(-1)?.step ?? trace.steps.length) - 1];
  return last === undefined ? { file: 'models/design.ts', line: 1 } : placeOfStep(sources, last);
}

/**
 * The same for all counterexamples that take the same turns: which process moved between which states,
 * runs of one step taken as one, without frames, numbers and words. So it outlives a new scope and a
 * reworded chart.
 */
function fingerprint({ property, failureClass, trace }: Finding): string {
  const turns = (trace?.steps ?? []).map(({ process, step, from, to }) =>
    JSON.stringify([process, step, from, to]),
  );
  const abstract = turns.filter((turn, index) => turn !== turns[index - 1]);
  const content = JSON.stringify([property, failureClass, abstract]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** A thread per process; `executionOrder` is the number of the step in the complete run. */
function codeFlow(trace: Trace, sources: SarifOptions['sources']): object {
  const essential = new Set(trace.fate?.map(({ step }) => step));
  const threads = new Map<string, object[]>();
  trace.steps.forEach((step, index) => {
    const number = index + 1;
    const state = step.changes.map(
      ({ field, index: place, to }) => [`${field}[${place}]`, message(String(to))] as const,
    );
    const locations = threads.get(step.process) ?? [];
    locations.push({
      location: {
        ...location(placeOfStep(sources, step)),
        logicalLocations: [{ fullyQualifiedName: `${step.process}.${step.from}` }],
        message: message(oneLine(step.detail)),
      },
      executionOrder: number,
      importance: essential.has(number) ? 'essential' : 'important',
      state: Object.fromEntries(state),
    });
    threads.set(step.process, locations);
  });
  return {
    message: message(trace.violation),
    threadFlows: [...threads].map(([id, locations]) => ({ id, locations })),
  };
}

function location({ file, line }: SourcePlace): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: file, uriBaseId: sourceRoot },
      region: { startLine: line },
    },
  };
}

/** In a SARIF message braces hold places and `](` makes a link: a text from outside may do neither. */
function message(text: string): { readonly text: string } {
  return { text: text.replace(/[{}]/g, '$&$&').replaceAll('](', '] (') };
}
