import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, runHere } from '../program-run.ts';
import { designs } from '../../../models/design.ts';
import { scopes } from '../../../models/scope.ts';
import { randomSteps } from '../../analysis/explorer/next-steps.ts';
import { chosenRun } from '../../analysis/explorer/run-end.ts';
import { detectingSystem } from '../../analysis/witnesses/detecting-system.ts';
import { tokenOf } from './failure-token.ts';
import type { TraceFile } from './trace-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]): Promise<Ended> => runHere(folder, args);

const traces = join(folder, 'checked', 'traces');
/** The shortest counterexample: 15 steps into a deadlock. */
let deadlock = '';
beforeAll(async () => {
  await run('check', '--design', 'published', '--out', 'checked');
  const name = readdirSync(traces).find((each) => each.includes('.d.'));
  deadlock = readFileSync(join(traces, name!), 'utf8');
}, 60_000);

async function expectRepeats(file: string): Promise<void> {
  const { code, stdout, stderr } = await run('replay', file);
  expect([file, code, stderr]).toEqual([file, 0, '']);
  expect(stdout).toMatch(/\nRepeated in \d+ steps, .*as recorded\.\n$/);
}

test('every trace that a check writes repeats: 0', async () => {
  const files = readdirSync(traces);
  expect(files.length).toBeGreaterThan(2);
  for (const name of files) await expectRepeats(join(traces, name));
});

test('every token that a check writes repeats in the same words as its file: 0', async () => {
  const args = ['--design', 'published', '--scope', 'small', '--liveness', '--out', 'tokens'];
  await run('check', ...args, '--json', 'checked.json');
  const { results } = JSON.parse(readFileSync(join(folder, 'checked.json'), 'utf8')) as {
    results: { properties: { token?: string }[] }[];
  };
  const tokens = results.flatMap(({ properties }) =>
    properties.flatMap(({ token }) => token ?? []),
  );
  const files = readdirSync(join(folder, 'tokens', 'traces'));
  expect(tokens).toHaveLength(files.length);
  const reported: Ended[] = [];
  for (const token of tokens) reported.push(await run('replay', '--token', token));
  expect(reported.map(({ code, stderr }) => [code, stderr])).toEqual(tokens.map(() => [0, '']));
  const byFile: string[] = [];
  for (const name of files) {
    byFile.push((await run('replay', join(folder, 'tokens', 'traces', name))).stdout);
  }
  expect(reported.map(({ stdout: text }) => text).toSorted()).toEqual(byFile.toSorted());
  expect(byFile.some((text) => text.includes('L1 for ever'))).toBe(true);
});

test('a trace of a scope whose bounds are not all whole numbers repeats: 0', async () => {
  const design = 'hardened:firstUpdate=concurrent';
  await run(
    'check',
    '--design',
    design,
    '--scope',
    'stops',
    '--max-states',
    '4000',
    '--out',
    'stops',
  );
  const [name, ...others] = readdirSync(join(folder, 'stops', 'traces'));
  expect(others).toEqual([]);
  await expectRepeats(join(folder, 'stops', 'traces', name!));
});

test('a run that somebody chose in the page repeats, and says that it ends in no failure: 0', async () => {
  const design = { name: 'published', design: designs.published };
  const scenario = { design, hazards: [], scope: scopes.quick };
  const { system } = detectingSystem({
    ...scenario,
    designName: 'published',
    design: design.design,
  });
  const steps = randomSteps(system, system.initial(), { seed: 3, count: 9 });
  const { code, stdout } = await run(
    'replay',
    '--token',
    tokenOf({ ...scenario, ...chosenRun, steps }),
  );
  expect([code, steps.length]).toEqual([0, 9]);
  expect(stdout).toContain('run chosen run: no property is violated in the last state');
  expect(stdout).toContain('Repeated in 9 steps');
});

/** The code 65, and one line that names the file: no step is reported, and no file is written. */
async function expectRefusal(file: string, says = ''): Promise<void> {
  const before = readdirSync(folder);
  const { stderr, ...rest } = await run('replay', file);
  expect({ ...rest, stderr }).toEqual({ code: 65, stdout: '', stderr });
  expect(stderr).toMatch(/^\P{Cc}+\n$/u);
  expect(stderr).toContain(`skipover: ${file}:`);
  expect(stderr).toContain(says);
  expect(readdirSync(folder)).toEqual(before);
}

describe('a file that is no trace, 65:', () => {
  test('missing', async () => {
    await expectRefusal('missing.json', 'no such file');
  });

  test('a folder', async () => {
    mkdirSync(join(folder, 'place'));
    await expectRefusal('place');
  });

  test.each([
    ['empty', ''],
    ['not JSON', '{ schema: skipover-trace/1 }'],
    ['binary', '\0\u0001\u001b[31m\u0007\n'],
    ['another schema', '{"schema":"skipover-check/1","results":[]}'],
    ['nothing but the schema', '{"schema":"skipover-trace/1"}'],
  ])('%s', async (_what, content) => {
    writeFileSync(join(folder, 'foreign.json'), content);
    await expectRefusal('foreign.json');
  });

  test.each([1, 0.5])('cut after all but its end, times %f', async (part) => {
    writeFileSync(join(folder, 'cut.json'), deadlock.slice(0, part * (deadlock.length - 3)));
    await expectRefusal('cut.json', 'JSON');
  });
});

/** A trace file whose every part can be written to. */
type Edited<Part = TraceFile> = { -readonly [Key in keyof Part]: Edited<Part[Key]> };

describe('an edited trace, 65:', () => {
  test.each<[string, string, (file: Edited) => void]>([
    ['a step removed', 'step 4', ({ trace }) => trace.steps.splice(3, 1)],
    ['the last step removed', 'failure', ({ trace }) => trace.steps.pop()],
    ['a choice', 'step 3', ({ trace }) => (trace.steps[2]!.choice = 1)],
    ['a choice', 'trace.steps.2.choice', ({ trace }) => (trace.steps[2]!.choice = -1)],
    ['a change', 'step 1', ({ trace }) => (trace.steps[0]!.changes[0]!.to = 0)],
    ['a change removed', 'step 1', ({ trace }) => trace.steps[0]!.changes.pop()],
    ['words of a step', 'step 3', ({ trace }) => (trace.steps[2]!.detail = 'sleeps')],
    ['a state', 'step 3', ({ trace }) => (trace.steps[2]!.to = 'nowhere')],
    ['the words of the failure', 'violation', ({ trace }) => (trace.violation = 'nothing')],
    ['the failure class', 'D other', ({ trace }) => (trace.failureClass = 'other')],
    ['the property', 'S1', ({ trace }) => (trace.property = 'S1')],
    ['the model', '0123456789abcdef', (file) => (file.modelHash = '0123456789abcdef')],
    ['a design', 'design', ({ scenario }) => (scenario.design = 'hardened')],
    ['a switch', 'firstUpdate', ({ scenario }) => (scenario.switches['firstUpdate'] = 'handshake')],
    ['a switch', 'bitmapReset', ({ scenario }) => (scenario.switches['bitmapReset'] = 'onBegin')],
    ['a switch removed', 'bitmapReset', ({ scenario }) => delete scenario.switches['bitmapReset']],
    ['a switch more', 'more', ({ scenario }) => (scenario.switches['more'] = 'yes')],
    ['a hazard', 'toString', ({ scenario }) => (scenario.hazards = ['toString'])],
    ['the scope', 'scope', ({ scenario }) => (scenario.scope = 'deep')],
    ['a bound', 'netlinkMessages', ({ bounds }) => (bounds['netlinkMessages'] = 4)],
    ['a bound', 'frames', ({ bounds }) => (bounds['frames'] = 0)],
    ['a bound', 'oldPages', ({ bounds }) => (bounds['oldPages'] = 64)],
    ['a bound', 'bounds.takes', ({ bounds }) => (bounds['takes'] = -1)],
    ['a bound', 'bounds.takes', ({ bounds }) => Object.assign(bounds, { takes: 'NaN' })],
    ['a bound removed', 'bounds.takes', ({ bounds }) => delete bounds['takes']],
    ['a bound more', 'more', ({ bounds }) => (bounds['more'] = 1)],
  ])('%s: %s', async (_what, says, edit) => {
    const content = JSON.parse(deadlock) as Edited;
    edit(content);
    writeFileSync(join(folder, 'edited.json'), JSON.stringify(content));
    await expectRefusal('edited.json', says);
  });
});
