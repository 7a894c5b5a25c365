import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSubject } from './load-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-assets-'));
const xstate = createRequire(import.meta.url).resolve('xstate');
const fileOf = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test('a machine whose module imports a sound and a style sheet is loaded', async () => {
  const sound = fileOf('win.wav', 'RIFF');
  fileOf('page.css', 'body { color: red }');
  const file = fileOf(
    'sounds.ts',
    `import { createMachine } from '${xstate}';
     import './page.css';
     import win from './win.wav';
     export const sounds = createMachine({ context: { win: win as string }, on: { PLAY: {} } });`,
  );
  const { systems } = await loadSubject(file);
  expect(systems.map(({ name }) => name)).toEqual(['sounds']);
  expect(systems[0]!.system.initial()).toBeDefined();
  expect(
    JSON.stringify(systems[0]!.system.narrator?.show?.(systems[0]!.system.initial())),
  ).toContain(sound.slice(-40));
});

test('a module that exports only what makes machines is refused by a line that names it', async () => {
  const file = fileOf(
    'makers.ts',
    `import { createMachine } from '${xstate}';
     export const createDoorMachine = () => createMachine({});`,
  );
  await expect(loadSubject(file)).rejects.toThrow(
    'exports no XState machine, and functions that may make one (createDoorMachine): ' +
      'export one: export const machine = createDoorMachine(...)',
  );
});
