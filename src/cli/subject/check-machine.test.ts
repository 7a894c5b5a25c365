import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../program-run.ts';

const out = mkdtempSync(join(tmpdir(), 'skipover-machines-'));

function skipover(...args: string[]): ReturnType<typeof runProgram> {
  return runProgram(process.cwd(), args);
}

describe('check of a file of plain XState machines', () => {
  const file = 'examples/checkout/checkout-machine.ts';

  test('works without a configuration, and says what it assumed', () => {
    const run = skipover('check', file, '--only', 'idempotentCheckoutMachine', '--out', out);
    // A guard reads what nobody declared: what it would do with a value is not explored.
    expect([run.code, run.stderr]).toEqual([20, '']);
    expect(run.stdout).toContain('idempotentCheckoutMachine: inconclusive');
    expect(run.stdout).toContain('add outcomes: { findOrder: { done: [{ ... }] } }');
    expect(run.stdout).toContain('assumed: events without payload cases: SUBMIT, RETRY');
    expect(run.stdout).toContain('promises without outcomes: sendOrder, findOrder');
    expect(run.stdout).toContain(`skipover init ${file}`);
  });

  test('init prints a configuration to paste', () => {
    const run = skipover('init', file);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(`import { checkoutMachine } from './checkout-machine.ts';`);
    expect(run.stdout).toContain('actors: { checkoutMachine },');
  });

  test('a file without a machine is refused in one line', () => {
    const empty = join(out, 'empty.ts');
    writeFileSync(empty, 'export const three = 3;');
    const run = skipover('init', empty);
    expect([run.code, run.stdout]).toEqual([65, '']);
    expect(run.stderr).toMatch(/^skipover: [^\n]*exports no XState machine\n$/);
  });
});

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

test('check of a system of actors narrates its run by events, and the trace repeats', () => {
  const run = skipover(
    'check',
    'examples/checkout/checkout.ts',
    '--only',
    'checkout',
    '--out',
    out,
  );
  expect([run.code, run.stderr]).toEqual([12, '']);
  expect(run.stdout).toContain('after 5000 ms; sending -> unclear');
  expect(run.stdout).toContain('requests: 1 -> 2');
  expect(run.stdout).toContain('it.context.requests <= 2');
  const [trace] = readdirSync(join(out, 'traces'));
  const replayed = skipover('replay', join(out, 'traces', trace!));
  expect([replayed.code, replayed.stderr]).toEqual([0, '']);
  expect(replayed.stdout).toContain('as recorded');
});
