/** The package installed beside a test of one's own, once; `consumer.full.test.ts` tries all that its author sees. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-consumer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const spec = `
import { always, defineSystem } from 'skipover';
import { checkSystem, fuzzSystem } from 'skipover/vitest';
import { setup } from 'xstate';

const machine = setup({ guards: { below: () => false }, actions: { count: () => {} } }).createMachine({
  initial: 'on',
  states: { on: { on: { count: { guard: 'below', actions: 'count' } } } },
});
const counter = defineSystem({
  name: 'counter',
  build: (layout) => {
    const value = layout.scalar('value', { max: 9 });
    const guards = { below: (words) => value.get(words) < 9 };
    const actions = { count: (words) => value.set(words, value.get(words) + 1) };
    return {
      processes: [{ name: 'a', machine, guards, actions }],
      isTerminal: (words) => value.is(words, 9),
      properties: [always('the value stays below 3', (words) => value.get(words) < 3)],
    };
  },
});
checkSystem('checked', counter);
fuzzSystem('fuzzed', counter, { runs: 5 });
`;

test('declares a test per property, which prints the shortest run and a line that repeats it', () => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'skipover'));
  for (const name of ['vitest', 'xstate']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'counter.test.js'), spec);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, 'run', '--reporter=verbose'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CI: '1' },
  });
  const output = stdout + stderr;
  for (const suite of ['checked', 'fuzzed']) {
    expect(output).toMatch(new RegExp(`×.* ${suite} > the value stays below 3`));
    expect(output).toMatch(new RegExp(`✓.* ${suite} > no deadlock`));
  }
  expect(output).toContain('after 3 steps:');
  expect(output).toMatch(/^SKIPOVER_TOKEN=\S+ npx vitest run counter\.test\.js -t '.*'$/m);
});
