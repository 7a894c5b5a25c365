/**
 * What a user of the package sees, with the package installed beside a test of their own: names of
 * tests, failures in the terminal and in JUnit, and the line that repeats a failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-consumer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const spec = `
import { defineSystem } from 'skipover';
import { checkSystem, fuzzSystem } from 'skipover/vitest';
import { expect, it } from 'vitest';
import { setup } from 'xstate';

const counter = setup({ guards: { below: () => false }, actions: { count: () => {} } }).createMachine({
  id: 'counter',
  initial: 'on',
  states: { on: { on: { count: { guard: 'below', actions: 'count' } } } },
});
const system = defineSystem({
  name: 'two counters',
  build: (layout) => {
    const value = layout.field('value', 4);
    const process = (name) => ({
      name,
      machine: counter,
      guards: { below: (words) => value.get(words, 0) < 9 },
      actions: { count: (words) => value.add(words, 0, 1) },
    });
    return {
      processes: [process('a'), process('b')],
      initialize: () => {},
      atRest: (words) => value.get(words, 0) === 9,
      properties: [
        {
          id: 'low',
          title: 'the value stays below 3',
          exercised: () => true,
          violation: (words) =>
            value.get(words, 0) >= 3 ? { bugClass: 'too high', detail: 'it is 3 & more' } : undefined,
        },
        { id: 'idle', title: 'never asked', exercised: () => false, violation: () => undefined },
      ],
    };
  },
});

checkSystem('checked', system);
checkSystem('checked in part', system, { maxStates: 2 });
fuzzSystem('fuzzed', system, { runs: 50 });
it('a matcher', () => expect(system).toHoldInEveryInterleaving());
`;

interface Ended {
  readonly output: string;
  readonly junit: string;
}

function runVitest(env: Readonly<Record<string, string>> = {}): Ended {
  const junitFile = join(folder, 'junit.xml');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=verbose',
      '--reporter=junit',
      `--outputFile.junit=${junitFile}`,
    ],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', CI: '1', ...env } },
  );
  return { output: stdout + stderr, junit: readFileSync(junitFile, 'utf8') };
}

let first: Ended;
beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'skipover'));
  for (const name of ['vitest', 'xstate']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'counters.test.js'), spec);
  first = runVitest();
}, 120_000);

test('a test per property, under its own name', () => {
  const lines = first.output.split('\n');
  const marked = (mark: string, name: string): boolean =>
    lines.some((line) => line.trim().startsWith(mark) && line.includes(name));
  for (const suite of ['checked', 'fuzzed']) {
    expect(marked('×', `${suite} > the value stays below 3`)).toBe(true);
    expect(marked('×', `${suite} > never asked`)).toBe(true);
    expect(marked('✓', `${suite} > no deadlock`)).toBe(true);
  }
  expect(marked('×', 'checked in part > no deadlock')).toBe(true);
  expect(marked('×', 'a matcher')).toBe(true);
});

test('a failure says what is wrong and tells the shortest run, in the terminal and in JUnit', () => {
  expect(first.output).toContain(
    'the value stays below 3: too high\n  it is 3 & more\nafter 3 steps:',
  );
  expect(first.output).toMatch(/ {3}3 {2}[ab] {2}count {2}in on {2}value=3\n/);
  expect(first.output).toContain('never asked is vacuous');
  expect(first.output).toContain('no deadlock is inconclusive: maxStates ended the search');
  expect(first.junit).toContain('it is 3 &amp; more');
  expect(first.junit).toMatch(/<testcase [^>]*name="fuzzed &gt; the value stays below 3"/);
});

test('one pasted line repeats a failure, and nothing else is run', () => {
  const [, token] = /^SKIPOVER_TOKEN=(\S+) npx vitest run -t 'the value stays below 3'$/m.exec(
    first.output,
  )!;
  const { output } = runVitest({ SKIPOVER_TOKEN: token! });
  const fuzzed = output.slice(
    output.indexOf('counters.test.js > fuzzed > the value stays below 3'),
  );
  expect(fuzzed).toContain('after 3 steps:');
  expect(output).not.toContain('first in run');
  const damaged = runVitest({ SKIPOVER_TOKEN: token!.slice(0, -2) });
  expect(damaged.output).toContain('cannot replay this token: it was truncated or edited');
}, 120_000);
