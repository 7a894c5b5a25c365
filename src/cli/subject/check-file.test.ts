import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../report/report.ts';
import { departure } from '../files/schema.ts';
import { type Ended, runHere } from '../program-run.ts';

const out = mkdtempSync(join(tmpdir(), 'skipover-file-'));
mkdirSync(join(out, 'node_modules'));
symlinkSync(resolve('node_modules', 'xstate'), join(out, 'node_modules', 'xstate'));
const protocol = 'examples/two-phase-commit/protocol.ts';

function skipover(...args: string[]): Promise<Ended> {
  return runHere(process.cwd(), [...args, '--out', out]);
}

describe('check FILE', () => {
  let run: Ended;
  beforeAll(async () => {
    run = await skipover('check', protocol);
  });

  test('judges every system that the file exports, and exits as the worst of them', () => {
    expect(run.stderr).toBe('');
    expect(run.code).toBe(12);
    expect(run.stdout).toContain('correct: verified, 65 states');
    expect(run.stdout).toContain('sends commit to first, sends commit to second');
    expect(run.stdout).toContain('1 verified, 2 violated');
  });

  test('saves a result of its schema, a page with its charts, and what machines read', () => {
    const [name] = readdirSync(join(out, 'results'));
    const result: unknown = JSON.parse(readFileSync(join(out, 'results', name!), 'utf8'));
    expect(departure('check-file', result)).toBeUndefined();
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as {
      cells: { scenario: { design: string }; command: string }[];
      coverage: { charts: { name: string; svg: string; transitions: { bucket: string }[] }[] };
    };
    expect(report.cells.map(({ scenario }) => scenario.design)).toEqual([
      'correct',
      'crashing',
      'hasty',
    ]);
    expect(report.cells[0]!.command).toBe(`skipover check ${protocol} --only correct`);
    const { charts } = report.coverage;
    expect(charts.map((chart) => chart.name)).toEqual(['coordinator', 'participant']);
    expect(charts.every(({ svg }) => svg.startsWith('<svg'))).toBe(true);
    for (const file of ['junit.xml', 'results.sarif']) {
      expect(readFileSync(join(out, file), 'utf8')).toContain('agreement');
    }
  });

  test('each saved counterexample repeats, and not on an edited trace', async () => {
    const traces = readdirSync(join(out, 'traces')).map((name) => join(out, 'traces', name));
    expect(traces.length).toBe(10);
    for (const trace of [traces[0]!, traces.at(-1)!]) {
      expect((await runHere(process.cwd(), ['replay', trace])).code).toBe(0);
    }
    const edited = join(out, 'edited.json');
    writeFileSync(edited, readFileSync(traces[0]!, 'utf8').replaceAll('"second"', '"first"'));
    const refused = await runHere(process.cwd(), ['replay', edited]);
    expect([refused.code, refused.stdout.includes('as recorded')]).toEqual([65, false]);
    expect(refused.stderr).toMatch(/^skipover: .*step \d+.*\n$/);
  });
});

/** A counter that counts beyond the range of its field. */
const wild = `
import { defineSystem, eventually } from 'skipover';
import { setup } from 'xstate';
const machine = setup({ actions: { up: () => {} } }).createMachine({
  id: 'counter', initial: 'on', states: { on: { on: { up: { actions: 'up' } } } },
});
export const system = defineSystem({
  name: 'wild',
  build: (layout) => {
    const value = layout.scalar('value', { max: 2 });
    const up = (words) => value.set(words, value.get(words) + 1);
    return {
      processes: [{ name: 'a', machine, actions: { up } }],
      properties: [eventually('never', () => false)],
    };
  },
});
`;

test('liveness goals that a system brings along are asked with --liveness', async () => {
  const path = join(out, 'goals.ts');
  writeFileSync(path, wild.replace('value.get(words) + 1', '1 - value.get(words)'));
  const place = join(out, 'goals');
  const asked = await runHere(process.cwd(), ['check', path, '--liveness', '--out', place]);
  expect([asked.code, asked.stderr]).toEqual([13, '']);
  const unasked = await runHere(process.cwd(), ['check', path, '--out', place]);
  expect([unasked.code, unasked.stdout]).toEqual([0, expect.stringContaining('never') as string]);
});

test('a token is replayed on the system that it names, where others have the same rules', async () => {
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
  const { token } = report.traces.find(({ trace }) => trace.property === 'agreement')!;
  const run = await runHere(process.cwd(), ['replay', protocol, '--token', token!]);
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(run.stdout).toContain('hasty: agreement split');
});

describe('a file that cannot be checked is refused in one line', () => {
  const file = (name: string, text: string): string => {
    const path = join(out, name);
    writeFileSync(path, text);
    return path;
  };

  const sparse = (name: string, size: number): string => {
    const path = file(name, '');
    truncateSync(path, size);
    return path;
  };

  test.each([
    ['a missing file', () => join(out, 'no.ts'), /no such file/],
    ['a folder', () => `${out}/traces.ts/`, /no such file|not a regular file/],
    ['no system', () => file('none.ts', 'export const three = 3;'), /exports no system/],
    ['a syntax error', () => file('broken.ts', 'export const = ;'), /cannot be loaded/],
    ['a failing import', () => file('alone.ts', "import 'not-there';"), /cannot be loaded/],
    ['a throw', () => file('throws.ts', "throw new Error('first line\\nsecond')"), /first line$/m],
    ['values without end', () => file('deep.json', '['.repeat(2e4) + ']'.repeat(2e4)), /no system/],
    [
      'systems that are none',
      () => file('null.ts', 'export const a = { systems: null };'),
      /no sys/,
    ],
    [
      '3 GiB',
      () => sparse('sparse.ts', 3 * 2 ** 30),
      /3 GiB over the limit of 16 MiB for a module/,
    ],
    ['a value in itself', () => file('self.ts', 'export const a: any[] = []; a[0] = a;'), /no sys/],
  ])('%s', async (_what, path, says) => {
    const run = await runHere(process.cwd(), ['check', path(), '--out', join(out, 'refused')]);
    expect([run.code, run.stdout]).toEqual([65, '']);
    expect(run.stderr).toMatch(/^skipover: [^\n]*\n$/);
    expect(run.stderr).toMatch(says);
  });

  test.each(['check', 'fuzz', 'paths'])('%s: a model that writes out of range', async (command) => {
    const place = join(out, 'refused');
    const run = await runHere(process.cwd(), [command, file('wild.ts', wild), '--out', place]);
    expect([run.code, run.stdout]).toEqual([65, '']);
    expect(run.stderr).toMatch(/^skipover: [^\n]*wild\.ts: a mistake in the model: [^\n]*\n$/);
    expect(run.stderr).toMatch(/value[^\n]*\(after \d steps?: .*a up/);
  });

  test('options of the migration do not go with a file', async () => {
    const run = await skipover('check', protocol, '--design', 'xen');
    expect([run.code, run.stderr]).toEqual([64, expect.stringMatching(/--design/) as string]);
    const only = await skipover('check', protocol, '--only', 'nobody');
    expect([only.code, only.stderr]).toEqual([
      10,
      expect.stringMatching(/correct, crashing, hasty/) as string,
    ]);
  });
});

describe('other commands take the same file', () => {
  test('fuzz finds the failures, each with a trace that replays', async () => {
    const place = join(out, 'fuzz');
    const run = await runHere(process.cwd(), [
      'fuzz',
      protocol,
      '--only',
      'hasty',
      '--runs',
      '300',
      '--seed',
      '1',
      '--out',
      place,
    ]);
    expect([run.code, run.stderr]).toEqual([12, '']);
    const saved = join(place, 'traces', 'hasty.agreement.split.json');
    expect((await runHere(process.cwd(), ['replay', saved])).code).toBe(0);
    const token = /token: (v1:\S+)/.exec(run.stdout)?.[1] ?? '';
    expect((await runHere(process.cwd(), ['replay', protocol, '--token', token])).code).toBe(0);
  });

  test('paths covers what can be covered', async () => {
    const run = await skipover('paths', protocol, '--only', 'correct');
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toMatch(/control states +13 +0 +1 +0/);
  });

  test.each(['fuzz', 'paths'])('%s refuses options of the migration', async (command) => {
    const run = await skipover(command, protocol, '--design', 'xen');
    expect([run.code, run.stderr]).toEqual([64, expect.stringMatching(/drop --design/) as string]);
  });
});
