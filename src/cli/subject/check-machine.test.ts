import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, runHere } from '../program-run.ts';

const out = mkdtempSync(join(tmpdir(), 'skipover-machines-'));

function skipover(...args: string[]): Promise<Ended> {
  return runHere(process.cwd(), args);
}

describe('check of a file of plain XState machines', () => {
  const file = 'examples/checkout/checkout-machine.ts';

  test('works without a configuration, and prints what it assumed, as fuzz does', async () => {
    const run = await skipover('check', file, '--only', 'idempotentCheckoutMachine', '--out', out);
    // A guard reads what nobody declared: what it would do with a value is not explored.
    expect([run.code, run.stderr]).toEqual([20, '']);
    expect(run.stdout).toContain('idempotentCheckoutMachine: inconclusive');
    expect(run.stdout).toContain('add outcomes: { findOrder: { done: [{ ... }] } }');
    expect(run.stdout).toContain('assumed: events without payload cases: SUBMIT, RETRY');
    expect(run.stdout).toContain('promises without outcomes: sendOrder, findOrder');
    expect(run.stdout).toContain(`skipover init ${file}`);
    const assumed = ({ stdout }: Ended): string[] => stdout.match(/^ {2}assumed: .*$/gm) ?? [];
    const few = ['--runs', '3', '--seed', '1', '--out', out];
    const fuzzed = await skipover('fuzz', file, '--only', 'idempotentCheckoutMachine', ...few);
    expect(assumed(fuzzed)).toEqual(assumed(run));
  });

  test('paths covers the states, transitions and pairs of the machines', async () => {
    const machine = ['--only', 'checkoutMachine', '--out', out];
    const { code, stdout, stderr } = await skipover('paths', file, ...machine);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/control states +5 +0 +0 +0/);
    expect(stdout).toMatch(/transitions +6 +0 +0 +0/);
  });

  test('init prints a configuration to paste', async () => {
    const run = await skipover('init', file);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(`import { checkoutMachine } from './checkout-machine.ts';`);
    expect(run.stdout).toContain('actors: { checkoutMachine },');
  });

  test('a file without a machine is refused in one line', async () => {
    const empty = join(out, 'empty.ts');
    writeFileSync(empty, 'export const three = 3;');
    const run = await skipover('init', empty);
    expect([run.code, run.stdout]).toEqual([65, '']);
    expect(run.stderr).toMatch(/^skipover: [^\n]*exports no XState machine\n$/);
  });
});

test('check of a system of actors narrates its run by events, and the trace repeats', async () => {
  const run = await skipover(
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
  const replayed = await skipover('replay', join(out, 'traces', trace!));
  expect([replayed.code, replayed.stderr]).toEqual([0, '']);
  expect(replayed.stdout).toContain('as recorded');
});
