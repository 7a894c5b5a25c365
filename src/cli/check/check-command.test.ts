import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020, type Schema } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as charts from '../../../models/charts.ts';
import { designs, designSwitches } from '../../../models/design.ts';
import { hazardNames } from '../../../models/hazards.ts';
import { raceScenarios } from '../../../models/scenarios.ts';
import { scopes } from '../../../models/scope.ts';
import { livenessFamilies, safetyFamilies } from '../../../properties/all.ts';
import { costsId } from '../../../properties/quantities.ts';
import { convergence } from '../../../properties/convergence.ts';
import type { CheckResults } from '../../report/results.ts';
import { type Ended, program, runProgram } from '../program-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Run extends Ended {
  readonly out: string;
}

function check(...args: string[]): Run {
  return checkInto(mkdtempSync(join(folder, 'out-')), ...args);
}

function checkInto(out: string, ...args: string[]): Run {
  return { ...runProgram(folder, ['check', '--out', out, ...args]), out };
}

const schemas = new Ajv2020({ allErrors: true, strictTypes: true });
for (const name of ['trace', 'check']) {
  const file = new URL(`../../../schemas/${name}.schema.json`, import.meta.url);
  schemas.addSchema(JSON.parse(readFileSync(file, 'utf8')) as Schema);
}

function errorsIn(kind: 'check' | 'trace', content: unknown): string[] {
  const validate = schemas.getSchema(`urn:skipover:${kind}:1`)!;
  if (validate(content) === true) return [];
  return validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What a run left in `results/`, once it is seen to be what the schema says. */
function resultsOf({ out }: Run): CheckResults {
  const [name, ...others] = readdirSync(join(out, 'results'));
  expect(others).toEqual([]);
  const content: unknown = JSON.parse(readFileSync(join(out, 'results', name!), 'utf8'));
  expect(errorsIn('check', content)).toEqual([]);
  return content as CheckResults;
}

function violatedIn(run: Run): string[] {
  const rows = resultsOf(run).results.flatMap(({ properties }) => properties);
  return [...new Set(rows.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id))];
}

/** What a check leaves in its folder. */
const written = [
  'coverage-summary.json',
  'index.html',
  'junit.xml',
  'report.json',
  'results',
  'results.sarif',
  'traces',
];

describe('a verdict and its exit code', () => {
  test('verified: 0', () => {
    const run = check('--design', 'hardened');
    expect([run.code, run.stderr]).toEqual([0, '']);
    const [entry, ...others] = resultsOf(run).results;
    expect(others).toEqual([]);
    expect(entry!.verdict).toBe('verified');
    expect(entry!.scenario).toEqual({
      design: 'hardened',
      switches: designs.hardened,
      hazards: [],
      scope: 'quick',
    });
    expect(entry).not.toHaveProperty('expected');
    expect(readdirSync(join(run.out, 'traces'))).toEqual([]);
    expect(readFileSync(join(run.out, 'index.html'), 'utf8')).toMatch(/<\/html>\s*$/);
  });

  test('deadlock alone: 11', () => {
    const run = check('--design', 'hardened:firstUpdate=concurrent');
    expect([run.code, run.stderr, violatedIn(run)]).toEqual([11, '', ['D']]);
  });

  test('with --liveness, the same run for ever is reported, and is the deadlock: 11', () => {
    const run = check('--design', 'hardened:firstUpdate=concurrent', '--liveness');
    expect([run.code, run.stderr, violatedIn(run)]).toEqual([11, '', ['D', 'L1']]);
    const trace = resultsOf(run).results[0]!.properties.find(({ id }) => id === 'L1')!.trace!;
    expect(trace.loopStart).toBe(trace.steps.length);
  });

  test.each([
    ['maxStates', '--max-states', '1000'],
    ['maxSeconds', '--max-seconds', '0.000001'],
  ])('a budget, %s: 20', (reason, flag, value) => {
    const run = check('--design', 'hardened', flag, value);
    expect([run.code, run.stderr]).toEqual([20, '']);
    const [entry] = resultsOf(run).results;
    expect(entry!.verdict).toBe('inconclusive');
    expect(entry!.ended!.reason).toBe(reason);
  });

  test('a deadlock found before the budget ended the search: 11, never verified', () => {
    const run = check('--design', 'hardened:firstUpdate=concurrent', '--max-states', '3000');
    expect([run.code, violatedIn(run)]).toEqual([11, ['D']]);
    const verdicts = resultsOf(run).results[0]!.properties.map(({ verdict }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['violated', 'inconclusive', 'unasked']));
  });

  test('the failure of a known race, and its repair: 0', () => {
    const run = check('--scenario', '1');
    expect([run.code, run.stderr, violatedIn(run)]).toEqual([0, '', ['S1', 'S3']]);
    expect(
      resultsOf(run).results.map(({ scenario, expected }) => [scenario.number, expected]),
    ).toEqual([
      [1, true],
      [1, true],
    ]);
  });

  test('the known race in another design is no longer foreseen: 12', () => {
    const run = check('--scenario', '1', '--design', 'published');
    expect(run.code).toBe(12);
    expect(resultsOf(run).results[0]).not.toHaveProperty('expected');
  });
});

describe('what a check of the published design writes', () => {
  let first: Run;
  let second: Run;
  beforeAll(() => {
    first = check('--design', 'published', '--json', join(folder, 'first.json'));
    second = check('--design', 'published');
  }, 60_000);

  test('safety: 12', () => {
    expect([first.code, first.stderr, violatedIn(first)]).toEqual([12, '', ['S1', 'S3', 'D']]);
  });

  test('the file that --json names is the one in results', () => {
    const [name] = readdirSync(join(first.out, 'results'));
    const saved = readFileSync(join(first.out, 'results', name!));
    expect(readFileSync(join(folder, 'first.json')).equals(saved)).toBe(true);
  });

  test('a trace for each failure class, as the schema says and as the results have it', () => {
    const files = readdirSync(join(first.out, 'traces')).map((name) => {
      const path = join(first.out, 'traces', name);
      return JSON.parse(readFileSync(path, 'utf8')) as { readonly trace: unknown };
    });
    expect(files.map((content) => errorsIn('trace', content))).toEqual([[], [], [], []]);
    const { results } = resultsOf(first);
    const rows = results.flatMap(({ properties }) => properties);
    const reported = rows.flatMap(({ trace }) => (trace === undefined ? [] : [trace]));
    expect(files.map(({ trace }) => trace)).toEqual(expect.arrayContaining(reported));
    expect(reported).toHaveLength(files.length);
  });

  test('the same again, byte for byte, but for times', () => {
    const [name] = readdirSync(join(first.out, 'results'));
    const [one, two] = [first, second].map(({ out }) =>
      readFileSync(join(out, 'results', name!), 'utf8')
        .replace(/"startedAt": "[^"]+"/, '')
        .replace(/"seconds": [\d.]+/, ''),
    );
    expect(two === one).toBe(true);
    const traces = readdirSync(join(first.out, 'traces'));
    for (const trace of traces) {
      const [here, there] = [first, second].map(({ out }) =>
        readFileSync(join(out, 'traces', trace)),
      );
      expect(there!.equals(here!)).toBe(true);
    }
    expect(readdirSync(join(second.out, 'traces'))).toEqual(traces);
  });

  test('the schema refuses a wrong file', () => {
    const { results, ...rest } = resultsOf(first);
    const [entry] = results;
    const errors = (...changed: object[]): number =>
      errorsIn('check', { ...rest, results: changed }).length;
    expect(errors(entry!)).toBe(0);
    expect(errors()).toBeGreaterThan(0);
    expect(errors({ ...entry, extra: 1 })).toBeGreaterThan(0);
    expect(errors({ ...entry, verdict: 'passed' })).toBeGreaterThan(0);
    expect(errors({ ...entry, verdict: 'inconclusive' })).toBeGreaterThan(0);
    expect(errors({ ...entry, bounds: { ...entry!.bounds, frames: -1 } })).toBeGreaterThan(0);
    const [{ trace: _, ...row }] = entry!.properties as [
      CheckResults['results'][0]['properties'][0],
    ];
    expect(errors({ ...entry, properties: [row] })).toBeGreaterThan(0);
    const ended = { reason: 'maxStates', frontier: 1 };
    expect(errors({ ...entry, verdict: 'verified', ended })).toBeGreaterThan(0);
  });
});

test('the schema names all that the model has', () => {
  const { $defs } = schemas.getSchema('urn:skipover:trace:1')!.schema as {
    readonly $defs: Record<string, { readonly enum: unknown; readonly properties: object }>;
  };
  const values = Object.entries(designSwitches).map(([name, each]) => [
    name,
    { enum: each.values },
  ]);
  expect($defs['switches']!.properties).toEqual(Object.fromEntries(values));
  const safety = safetyFamilies.map(({ id }) => id);
  const runs = livenessFamilies.map(({ id }) => id);
  expect($defs['property']!.enum).toEqual([...safety, 'D', 'C', ...runs, convergence.id, costsId]);
  expect($defs['process']!.enum).toEqual(expect.arrayContaining(Object.keys(charts)));
  expect($defs['hazard']!.enum).toEqual(hazardNames);
  expect($defs['scenario']!.properties).toMatchObject({
    scope: { pattern: expect.stringContaining(`(${Object.keys(scopes).join('|')})`) as string },
    number: { enum: [...new Set(raceScenarios.map(({ number }) => number))] },
  });
  const { name: _name, title: _title, ...bounds } = scopes.quick;
  expect(Object.keys($defs['bounds']!.properties)).toEqual(Object.keys(bounds));
});

describe('a hazard that adds nothing', () => {
  test('is vacuous where the bounds leave it no occasion', () => {
    const run = check('--design', 'hardened', '--hazard', 'remap', '--scope', 'small');
    expect(run.code).toBe(16);
    expect(run.stdout).toContain('remap has no occasion within these bounds');
  });

  test('is reported if it has no effect in the design', () => {
    const run = check('--design', 'hardened', '--hazard', 'lossyNetlink', '--scope', 'small');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('lossyNetlink has nothing to strike at in this design');
  });
});

describe('files and names', () => {
  test('a design with every switch overridden has a name that a file cannot bear', () => {
    const overrides = Object.entries({ ...designs.hardened, firstUpdate: 'concurrent' });
    const design = `published:${overrides.map((pair) => pair.join('=')).join(',')}`;
    const run = check('--design', design, '--max-states', '3000');
    expect([run.code, run.stderr]).toEqual([11, '']);
    expect(resultsOf(run).results[0]!.scenario.design).toBe(design);
    expect(readdirSync(join(run.out, 'traces'))).toHaveLength(1);
  });

  test('a foreign file among the results is left out, with a line that names it', () => {
    const out = mkdtempSync(join(folder, 'out-'));
    mkdirSync(join(out, 'results'));
    const foreign = join(out, 'results', 'a.json');
    writeFileSync(foreign, '{"schema":"skipover-check/1","results":[{}]}');
    const run = checkInto(out, '--design', 'xen');
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/^[^\n]+\n$/);
    expect(run.stderr).toContain(foreign);
    expect(readdirSync(out).toSorted()).toEqual(written);
  });

  test('without --out, all goes to reports in the working directory', () => {
    const cwd = mkdtempSync(join(folder, 'cwd-'));
    const { status } = spawnSync(process.execPath, [program, 'check', '--design', 'xen'], { cwd });
    expect(status).toBe(0);
    expect(readdirSync(cwd)).toEqual(['reports']);
    expect(readdirSync(join(cwd, 'reports')).toSorted()).toEqual(written);
  });
});

test('reductions by recorded accesses: the same verdict, and said which were in force', () => {
  const run = check('--design', 'hardened', '--scope', 'bare', '--reduce', 'dead,order');
  expect(run.code).toBe(0);
  const [result] = resultsOf(run).results;
  expect(result!.reductions).toEqual(['dead', 'order']);
  expect(result!.properties.some(({ verdict }) => verdict === 'violated')).toBe(false);
});
