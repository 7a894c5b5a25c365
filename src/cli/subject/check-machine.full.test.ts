import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../program-run.ts';

const out = mkdtempSync(join(tmpdir(), 'skipover-machines-'));

function skipover(...args: string[]): ReturnType<typeof runProgram> {
  return runProgram(process.cwd(), args);
}

describe('check of a file with several machines', () => {
  const file = join(out, 'several.ts');
  writeFileSync(
    file,
    `import { assign, createMachine } from '${createRequire(import.meta.url).resolve('xstate')}';
     setInterval(() => {}, 1000);
     export const toggle = createMachine({ id: 'toggle', initial: 'a', states: { a: { on: { T: 'b' } }, b: { on: { T: 'a' } } } });
     export const picky = createMachine({ id: 'picky', initial: 'a', states: { a: { on: { KEY: { guard: ({ event }) => event.key === 'x', target: 'b' } } }, b: {} } });
     export const named = createMachine({ id: 'named', context: ({ input }) => ({ name: input.name }), on: { T: {} } });
     export const counter = createMachine({ id: 'counter', context: { n: 0 },
       on: { UP: { actions: assign({ n: ({ context }) => context.n + 1 }) } } });`,
  );

  test('goes on past one of which nothing can be explored, and ends although the file left a timer', () => {
    const run = skipover('check', file, '--out', join(out, 'several'));
    expect(run.stderr).toMatch(
      /^skipover: picky: 'KEY' is not taken without a payload: add events: \{ KEY: \[\{ key: \.\.\. \}\] \}\n$/,
    );
    expect(run.stdout).toContain('named: inconclusive, 1 state');
    expect(run.stdout).toContain('{ named: actor(machine, { input: { name: ... } }) }');
    expect(run.stdout).toContain('toggle: verified, 2 states');
    expect(run.stdout).toContain('bound it: within: ({ counter }) => counter.context.n <= 3');
    expect(run.code).toBe(20);
    const verified = skipover('check', file, '--only', 'toggle', '--out', out);
    expect([verified.code, verified.stderr]).toEqual([0, '']);
    const refused = skipover('check', file, '--only', 'picky', '--out', out);
    expect(refused.code).toBe(10);
  });

  test('and if code that the file started fails meanwhile', () => {
    const failing = join(out, 'failing.ts');
    writeFileSync(
      failing,
      `${readFileSync(file, 'utf8')}\nsetTimeout(() => { throw new Error('too late'); }, 0);`,
    );
    const run = skipover('check', failing, '--only', 'toggle', '--out', out);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('toggle: verified, 2 states');
    expect(run.stderr).toBe(`skipover: ${failing}: code that it started failed: too late\n`);
  });

  test('growth is part of the report', () => {
    const report = readFileSync(join(out, 'several', 'report.json'), 'utf8');
    expect(report).toContain('more than 2000 snapshots of counter');
  });
});
