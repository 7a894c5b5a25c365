import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

/** A test of a real lock as a user of the package writes it, and what the terminal shows of it. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-conform-'));
afterAll(() => rmSync(folder, { recursive: true }));

const spec = `
import { defineSystem } from 'skipover';
import { conformSystem } from 'skipover/vitest';
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
      properties: [],
    };
  },
});
const counting = (step) => ({
  create: () => ({ value: 0, last: '' }),
  send: (instance, { process }) => {
    instance.value += process === instance.last ? step : 1;
    instance.last = process;
  },
  read: ({ value }) => ({ value }),
});
conformSystem('a right counter', system, counting(1));
conformSystem('a hasty counter (by two)', system, { ...counting(2), runs: 20 });
conformSystem('a shy counter', system, { ...counting(1), gates: ['between'] });
`;

function runVitest(
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args, '--reporter=verbose'],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', CI: '1', ...env } },
  );
  return stdout + stderr;
}

let first: string;
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

function isMarked(mark: string, name: string): boolean {
  return first.split('\n').some((line) => line.trim().startsWith(mark) && line.includes(name));
}

test('a suite has a test for covering paths and one for random schedules', () => {
  const paths = 'follows paths that cover the transitions of the model, and does all it declares';
  expect(isMarked('✓', `a right counter > ${paths}`)).toBe(true);
  expect(isMarked('✓', 'a right counter > follows 100 random schedules of the model')).toBe(true);
  expect(isMarked('×', 'a hasty counter (by two) > follows 20 random schedules of the model')).toBe(
    true,
  );
  expect(isMarked('×', `a shy counter > ${paths}`)).toBe(true);
});

test('a failure shows both lanes, what was expected, and the fewest steps', () => {
  expect(first).toMatch(
    /a hasty counter \(by two\) diverges at step 2: after [ab] count value is 3, the model has 2/,
  );
  expect(first).toMatch(/ {3}2 {2}[ab] count {2}on {2}value=2 +value=3\n/);
  expect(first).toContain('a shy counter: declared and never reached: gate between');
});

test.skipIf(!inject('thorough'))(
  'one pasted line repeats a failure, and nothing else is driven',
  () => {
    const line = /^SKIPOVER_TOKEN=(\S+) npx vitest run (\S+) -t '(.*hasty.*random.*)'$/m.exec(
      first,
    )!;
    const [, token, file, pattern] = line;
    expect(file).toBe('counters.test.js');
    expect(pattern).toBe(
      String.raw`^a hasty counter \(by two\) follows 20 random schedules of the model$`,
    );
    const again = runVitest({ SKIPOVER_TOKEN: token! }, [file!, '-t', pattern!]);
    expect(again).toContain('a hasty counter (by two) diverges at step 2');
    expect(again).toMatch(/Tests {2}1 failed \| 5 skipped/);
    expect(again).toContain(line[0].slice(0, line[0].indexOf(' npx')));
  },
  120_000,
);
