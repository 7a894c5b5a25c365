import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, runHere } from '../program-run.ts';

const out = mkdtempSync(join(tmpdir(), 'skipover-configured-'));
const xstate = createRequire(import.meta.url).resolve('xstate');

function skipover(...args: string[]): Promise<Ended> {
  return runHere(process.cwd(), args);
}

function fileOf(name: string, text: string): string {
  const file = join(out, name);
  writeFileSync(file, text);
  return file;
}

describe('a file with a machine and a system of it', () => {
  const file = fileOf(
    'chain.ts',
    `import { createMachine } from '${xstate}';
     import { defineActors } from 'skipover';
     export const m = createMachine({ initial: 'a', states: {
       a: { on: { X: 'b' } }, b: { on: { X: 'c', Y: 'a' } }, c: { on: { Y: 'a' } } } });
     export default defineActors({
       actors: { m: m.provide({}) },
       always: { 'never b': ({ m }) => !m.matches('b'), 'never c': ({ m }) => !m.matches('c') },
       eventually: { 'gets c': ({ m }) => m.matches('c') },
     });`,
  );

  test('is checked as the system, with a counterexample to each property that fails', async () => {
    const run = await skipover('check', file, '--liveness', '--out', join(out, 'chain'));
    expect([run.code, run.stderr]).toEqual([12, '']);
    expect(run.stdout.match(/: violated, /g)).toHaveLength(1);
    for (const id of ['never b', 'never c', 'gets c'])
      expect(run.stdout).toContain(`  Shortest counterexample to ${id}:\n`);
    expect(run.stdout.match(/ {2}skipover replay /g)).toHaveLength(3);
    expect(readdirSync(join(out, 'chain', 'traces'))).toHaveLength(3);
    // Nobody has to move: the run that stays where it starts counts, and the report has it.
    expect(run.stdout).toContain('for ever: m a');
    expect(readFileSync(join(out, 'chain', 'report.json'), 'utf8')).toContain('for ever: m a');
  });
});

describe('a configuration as init prints it', () => {
  const machine = fileOf(
    'pay.ts',
    `import { assign, createMachine, fromPromise } from '${xstate}';
     export const pay = createMachine({ id: 'pay', context: { v: '' }, initial: 'a', states: {
       a: { on: {
         SET: { actions: assign({ v: ({ event }) => event.value.text }) },
         GO: { guard: ({ event }) => event.amount > 3, target: 'b' },
       } },
       b: { invoke: { src: fromPromise(async () => ({ id: 1 })), id: 'send',
         onDone: { target: 'a', actions: assign({ v: ({ event }) => event.output.id }) }, onError: 'a' } } } });`,
  );

  test('has the verdict of the plain machine, for the same reason', async () => {
    const plain = await skipover('check', machine, '--out', join(out, 'plain'));
    const { stdout } = await skipover('init', machine);
    const pasted = fileOf('pasted.ts', stdout);
    const run = await skipover('check', pasted, '--out', join(out, 'pasted'));
    const firstLine = (text: string) =>
      /^pay: inconclusive.*/m.exec(text)![0].replace(/[\d.]+ s;/, '');
    expect(firstLine(run.stdout)).toBe(firstLine(plain.stdout));
    expect(firstLine(run.stdout)).toContain(
      "pay: 'SET' fails without a payload (Cannot read properties of undefined (reading 'text')): " +
        'add events: { SET: [{ value: { text: ... } }], GO: [{ amount: ... }] }',
    );
    const assumed = (text: string) =>
      text.match(/assumed: (?!a configuration|custom).*/g)!.toSorted();
    expect(assumed(run.stdout)).toEqual(assumed(plain.stdout));
    expect([plain.code, run.code]).toEqual([20, 20]);
  });
});

test('a machine with transitions of its own is part of the report', async () => {
  const file = fileOf(
    'root.ts',
    `import { createMachine } from '${xstate}';
     export const root = createMachine({ id: 'root', initial: 'a', on: { RESET: '.a', STAY: {} },
       states: { a: { on: { GO: 'b' } }, b: {} } });`,
  );
  const run = await skipover('check', file, '--out', join(out, 'root'));
  expect([run.code, run.stderr]).toEqual([0, '']);
  const report = JSON.parse(readFileSync(join(out, 'root', 'report.json'), 'utf8')) as {
    cells: { verdict: string }[];
  };
  expect(report.cells.map(({ verdict }) => verdict)).toEqual(['verified']);
});
