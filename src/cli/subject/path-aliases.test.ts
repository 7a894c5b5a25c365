import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSubject } from './load-file.ts';
import { pathAliases } from './path-aliases.ts';

const project = mkdtempSync(join(tmpdir(), 'skipover-aliases-'));
const inside = (...parts: string[]): string => join(project, ...parts);
mkdirSync(inside('src', 'machines'), { recursive: true });
writeFileSync(
  inside('tsconfig.app.json'),
  '{ "compilerOptions": { /* as Vite has it */ "paths": { "@/*": ["./src/*"], "#/*": ["./src/*"] } } }',
);
writeFileSync(inside('src', 'states.ts'), "export const first: string = 'off';");
const xstate = createRequire(import.meta.url).resolve('xstate');
const machine = inside('src', 'machines', 'light.ts');
writeFileSync(
  machine,
  `import { createMachine } from '${xstate}';
   import { first } from '@/states';
   import { first as same } from '#/states';
   export const light = createMachine({ initial: first, states: { [same]: { on: { T: 'on' } }, on: {} } });`,
);

test('a machine whose imports have names of a TypeScript configuration is loaded', async () => {
  expect(pathAliases(machine)).toEqual({ '@/': inside('src/'), '#/': inside('src/') });
  const { systems } = await loadSubject(machine);
  expect(systems.map(({ name }) => name)).toEqual(['light']);
});

test('a configuration that inherits from one that is not there does no harm', async () => {
  writeFileSync(inside('src', 'tsconfig.json'), '{ "extends": "@none/tsconfig" }');
  const plain = inside('src', 'plain.ts');
  writeFileSync(
    plain,
    `import { createMachine } from '${xstate}';
     export const plain = createMachine({ on: { T: {} } });`,
  );
  expect((await loadSubject(plain)).systems).toHaveLength(1);
});
