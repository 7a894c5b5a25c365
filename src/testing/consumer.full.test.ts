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
      isTerminal: (words) => value.get(words, 0) === 9,
      properties: [
        {
          id: 'low',
          title: 'the value stays below 3',
          exercised: () => true,
          violation: (words) =>
            value.get(words, 0) >= 3 ? { failureClass: 'too high', detail: 'it is 3 & more' } : undefined,
        },
        { id: 'idle', title: 'never asked', exercised: () => false, violation: () => undefined },
      ],
    };
  },
});

// The first state takes longer than the 5 seconds of the runner.
let isSlow = false;
const slow = defineSystem({
  name: 'slow',
  build: (layout) => {
    const value = layout.field('value', 1);
    return {
      processes: [
        {
          name: 'a',
          machine: counter,
          guards: { below: (words) => value.get(words, 0) < 1 },
          actions: {
            count: (words) => {
              if (!isSlow) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_500);
              isSlow = true;
              value.set(words, 0, 1);
            },
          },
        },
      ],
      isTerminal: (words) => value.get(words, 0) === 1,
      properties: [],
    };
  },
});
checkSystem('checked', system);
checkSystem('checked in part', system, { maxStates: 2 });
fuzzSystem('fuzzed (twice)', system, { runs: 50 });
fuzzSystem('fuzzed', system, { runs: 50 });
checkSystem('slow', slow);
it('a matcher', () => expect(system).toHoldInEveryInterleaving());
`;

interface Ended {
  readonly output: string;
  readonly junit: string;
}

function runVitest(
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Ended {
  const junitFile = join(folder, 'junit.xml');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...args,
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

test('a failure says what is wrong and prints the shortest run, in the terminal and in JUnit', () => {
  expect(first.output).toContain(
    'the value stays below 3: too high\n  it is 3 & more\nafter 3 steps:',
  );
  expect(first.output).toMatch(/ {3}3 {2}[ab] {2}count {2}in on {2}value=3\n/);
  expect(first.output).toContain('never asked is vacuous');
  expect(first.output).toContain('no deadlock is inconclusive: maxStates ended the search');
  expect(first.junit).toContain('it is 3 &amp; more');
  expect(first.junit).toMatch(/<testcase [^>]*name="fuzzed &gt; the value stays below 3"/);
});

test('one pasted line repeats a failure: its test alone, whatever its title is made of', () => {
  // The runner prints a failure where it happens, and once more at the end.
  const lines = [...new Set(first.output.match(/^SKIPOVER_TOKEN=.*$/gm))];
  expect(lines).toHaveLength(2);
  const [, token, file, pattern] = /^SKIPOVER_TOKEN=(\S+) npx vitest run (\S+) -t '(.*)'$/.exec(
    lines[0]!,
  )!;
  expect(file).toBe('counters.test.js');
  expect(pattern).toBe(String.raw`^fuzzed \(twice\) the value stays below 3$`);
  const { output } = runVitest({ SKIPOVER_TOKEN: token! }, [file!, '-t', pattern!]);
  expect(output).toMatch(/Tests {2}1 failed \| \d+ skipped/);
  expect(output).toContain('after 3 steps:');
  expect(output).not.toContain('first in run');
  const damaged = runVitest({ SKIPOVER_TOKEN: token!.slice(0, -2) });
  expect(damaged.output).toContain('cannot replay this token: it was truncated or edited');
}, 120_000);

test('no other suite reacts to a token', () => {
  const [, token] = /^SKIPOVER_TOKEN=(\S+)/m.exec(first.output)!;
  const { output } = runVitest({ SKIPOVER_TOKEN: token! });
  // The suite of the same system and another name fuzzes as ever.
  expect(new Set(output.match(/ -t .*$/gm))).toEqual(
    new Set([" -t '^fuzzed the value stays below 3$'"]),
  );
}, 120_000);

test('a search that takes longer than a test of the runner may is no failure', () => {
  expect(first.output).toMatch(/✓ .*slow > .*no deadlock/);
});
