import { readFileSync } from 'node:fs';
import officialSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import Ajv from 'ajv-draft-04';
import { describe, expect, it } from 'vitest';
import { sampleChecks, sampleEntry, sampleTrace } from '../page-sample.ts';
import type { CheckEntry, CheckResults } from '../results.ts';
import { withHostileStrings } from './hostile-sample.ts';
import { sarifLog, type SarifOptions } from './sarif.ts';

interface Located {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number };
  };
}

interface Run {
  readonly tool: {
    readonly driver: {
      readonly version: string;
      readonly rules: readonly { readonly id: string }[];
    };
  };
  readonly invocations: readonly object[];
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly message: { readonly text: string };
    readonly locations: readonly Located[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
    readonly codeFlows?: readonly {
      readonly threadFlows: readonly {
        readonly id: string;
        readonly locations: readonly {
          readonly executionOrder: number;
          readonly importance: string;
          readonly location: Located & { readonly message: { readonly text: string } };
        }[];
      }[];
    }[];
    readonly properties: object;
  }[];
}

const sources = Object.fromEntries(
  ['models/daemon.ts', 'models/kernel.ts'].map((file) => [
    file,
    readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'),
  ]),
);
/** By SARIF 2.1.0 itself: the schema of OASIS, as SchemaStore has it. */
const validate = new Ajv.default({
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
}).compile(officialSchema);

/** The one run of the log; its shape is checked. */
function runOf(checks: readonly CheckResults[], options: Partial<SarifOptions> = {}): Run {
  const log = sarifLog(checks, { sources, exitCode: 12, ...options });
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  const { runs } = log as { readonly runs: readonly Run[] };
  expect(runs).toHaveLength(1);
  return runs[0]!;
}

const unforeseen: CheckEntry = { ...sampleEntry(), expected: false };

/** The entry with another counterexample of S1. */
function withTrace(change: Partial<typeof sampleTrace>): CheckEntry {
  const trace = { ...sampleTrace, ...change };
  const [row] = unforeseen.properties;
  return { ...unforeseen, properties: [{ ...row!, failureClass: trace.failureClass, trace }] };
}

function lineText({ physicalLocation: { artifactLocation, region } }: Located): string {
  return sources[artifactLocation.uri]!.split('\n')[region.startLine - 1]!.trim();
}

describe('sarifLog', () => {
  it('has a rule per property and failure class, and results that point at theirs', () => {
    const { tool, results } = runOf([
      sampleChecks([
        unforeseen,
        {
          ...withTrace({ failureClass: 'other' }),
          scenario: sampleEntry({ design: 'xen' }).scenario,
        },
      ]),
    ]);
    const ids = tool.driver.rules.map(({ id }) => id);
    expect(ids.toSorted()).toEqual(['S1/frame lost', 'S1/other']);
    expect(results.map(({ ruleIndex }) => ids[ruleIndex])).toEqual(
      results.map(({ ruleId }) => ruleId),
    );
    expect(tool.driver.version).toBe('1.2.3');
  });

  it('reports a counterexample once, with every cell that has it', () => {
    const { results } = runOf([
      sampleChecks([sampleEntry(), sampleEntry({ hazards: ['livePageLeavesYoung'] })]),
    ]);
    expect(results).toHaveLength(1);
    expect(results[0]!.level).toBe('note');
    expect(results[0]!.properties).toEqual({
      expected: true,
      cells: ['published / no hazard / quick', 'published / livePageLeavesYoung / quick'],
    });
  });

  it('is an error as soon as one cell is not declared', () => {
    const { expected: _, ...entry } = sampleEntry({ hazards: ['livePageLeavesYoung'] });
    for (const other of [entry, { ...entry, expected: false }]) {
      const { results } = runOf([sampleChecks([sampleEntry(), other])]);
      expect(results.map(({ level }) => level)).toEqual(['error']);
    }
  });

  it('reports the steps, a thread per process, each at its transition', () => {
    const { results } = runOf([sampleChecks([unforeseen])]);
    const threads = results[0]!.codeFlows![0]!.threadFlows;
    const reported = threads.map(({ id, locations }) => [
      id,
      ...locations.map(({ executionOrder, importance, location }) => [
        executionOrder,
        importance,
        location.message.text,
        lineText(location),
      ]),
    ]);
    expect(reported).toEqual([
      ['daemon', [1, 'important', 'starts a migration', 'migrate: {']],
      ['kernel', [2, 'essential', 'another process writes frame 1', 'write: {']],
    ]);
  });

  it('is shown where the frame was lost, else at the last step, else in the design', () => {
    const { fate: _, ...withoutFate } = sampleTrace;
    const early = [{ step: 1, text: 'was skipped' }];
    const place = (entry: CheckEntry): Located =>
      runOf([sampleChecks([entry])]).results[0]!.locations[0]!;
    expect(lineText(place(withTrace({ fate: early })))).toBe('migrate: {');
    const properties = [{ ...unforeseen.properties[0]!, trace: withoutFate }];
    expect(lineText(place({ ...unforeseen, properties }))).toBe('write: {');
    const stepless = place(withTrace({ steps: [], fate: [] }));
    expect(stepless.physicalLocation.artifactLocation.uri).toBe('models/design.ts');
  });

  it('has a fingerprint that outlives frames, words and repetition, and no other change', () => {
    const print = (entry: CheckEntry): string =>
      runOf([sampleChecks([entry])]).results[0]!.partialFingerprints['abstractTrace/v1']!;
    const [first, second] = sampleTrace.steps as [(typeof sampleTrace.steps)[0], object];
    const same = withTrace({
      steps: [first, first, { ...sampleTrace.steps[1]!, detail: 'said otherwise', choice: 3 }],
    });
    expect(print(same)).toBe(print(unforeseen));
    const other = [
      withTrace({ steps: [first] }),
      withTrace({ steps: [{ ...first, ...second, to: 'elsewhere' }] }),
      withTrace({ failureClass: 'other' }),
    ];
    expect(new Set([unforeseen, ...other].map(print)).size).toBe(4);
  });

  it('reports a violation without steps', () => {
    const properties = [{ id: 'D', title: 'No deadlock', verdict: 'violated' as const }];
    const { results } = runOf([sampleChecks([{ ...unforeseen, properties }])]);
    expect(results[0]!.codeFlows).toBeUndefined();
    expect(results[0]!.message.text).toContain('Check again: skipover check --design published');
  });

  it('names the file of a counterexample where it is reported', () => {
    const { results } = runOf([sampleChecks([unforeseen])], { traceFile: () => 'traces/a.json' });
    expect(results[0]!.message.text).toContain('Replay: skipover replay traces/a.json');
  });

  it('says how the program ended', () => {
    const ended = (exitCode: number): object =>
      runOf([sampleChecks([unforeseen])], { exitCode }).invocations[0]!;
    const startTimeUtc = '2030-01-02T03:04:05.678Z';
    expect(ended(12)).toEqual({ executionSuccessful: true, exitCode: 12, startTimeUtc });
    expect(ended(70)).toMatchObject({ executionSuccessful: false, exitCode: 70 });
  });

  it('keeps its shape whatever a string contains', () => {
    const checks = withHostileStrings([sampleChecks([unforeseen])]);
    const { results, tool } = runOf(checks);
    expect(results).toHaveLength(1);
    expect(tool.driver.rules[0]!.id.split('/')).toHaveLength(2);
  });

  it('is a log of nothing where nothing was run', () => {
    expect(runOf([]).results).toEqual([]);
  });
});
