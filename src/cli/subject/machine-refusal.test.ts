import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, runHere } from '../program-run.ts';

const out = mkdtempSync(join(tmpdir(), 'skipover-refusals-'));
const xstate = createRequire(import.meta.url).resolve('xstate');

const written = (name: string, text: string): string => {
  const path = join(out, name);
  writeFileSync(path, text);
  return path;
};

const skipover = (command: string, file: string, ...more: string[]): Promise<Ended> =>
  runHere(process.cwd(), [command, file, ...more]);

describe('a file that needs what only a browser has', () => {
  const machine = (use: string): string =>
    `import { createMachine } from '${xstate}';
     const found = ${use};
     export const player = createMachine({ initial: 'off', states: { off: { on: { GO: 'on' } }, on: { on: { GO: 'off' } } } });`;

  test.each([
    ['window', 'window.innerWidth', 'globalThis'],
    ['Audio', 'new Audio()', '...'],
    ['document', 'document.title', '...'],
    ['matchMedia', 'matchMedia("print")', '...'],
  ])('%s is named, and what to write', async (name, use, value) => {
    const file = written(`needs-${name}.ts`, machine(use));
    const { code, stdout, stderr } = await skipover('check', file, '--out', out);
    expect([code, stdout]).toEqual([65, '']);
    expect(stderr).toBe(
      `skipover: ${file}: cannot be loaded: it uses ${name}, which Node does not have: write globalThis.${name} = ${value} ` +
        `into globals.ts, and check a file with import './globals.ts'; export * from './needs-${name}.ts';\n`,
    );
  });

  test('is checked as the line says', async () => {
    written('speaker.ts', machine('new Speaker()'));
    written('globals.ts', '(globalThis as any).Speaker = class {};');
    const file = written('main.ts', "import './globals.ts'; export * from './speaker.ts';");
    const { code, stdout } = await skipover('fuzz', file, '--runs', '2', '--out', out);
    expect([code, stdout]).toEqual([0, expect.stringContaining('player: 2 runs') as string]);
  });
});

describe('data and code without end', () => {
  const endless = written(
    'endless.ts',
    `import { createMachine } from '${xstate}';
     const nested = (): any => new Proxy({}, {
       get: (_, key) => (typeof key === 'symbol' || key === 'then' ? undefined : nested()),
       ownKeys: () => ['a'],
       getOwnPropertyDescriptor: () => ({ value: nested(), configurable: true, enumerable: true }),
     });
     const states = { a: { on: { GO: 'b' } }, b: { on: { GO: 'a' } } };
     const recursive = (): boolean => !recursive();
     export const proxied = createMachine({ context: { x: nested() }, initial: 'a', states });
     export const asking = createMachine({ initial: 'a', states: { a: { on: { GO: { guard: recursive, target: 'b' } } }, b: {} } });
     export const looping = createMachine({ initial: 'a', states: { ...states, b: { always: 'c' }, c: { always: 'b' } } });
     export const plain = createMachine({ initial: 'a', states });`,
  );
  const reason =
    'its code or its data nests without end, or too deeply (Maximum call stack size exceeded)';

  test.each(['check', 'fuzz', 'paths'])('%s refuses the machine in one line', async (command) => {
    const run = await skipover(command, endless, '--only', 'proxied', '--out', out);
    expect(run).toEqual({
      code: 65,
      stdout: '',
      stderr: `skipover: ${endless}: proxied: ${reason}\n`,
    });
  });

  test('the other machines of the file are run', async () => {
    const bounds = ['--runs', '2', '--seed', '1', '--out', out];
    const { code, stdout, stderr } = await skipover('fuzz', endless, ...bounds);
    expect([code, stderr]).toEqual([12, `skipover: ${endless}: proxied: ${reason}\n`]);
    expect(stdout).toContain('plain: 2 runs');
    expect(stdout).toContain('asking ends with the error');
    expect(stdout).toContain('looping ends with the error: Infinite loop detected');
  });

  test.each(['check', 'fuzz', 'init'])('%s refuses an export that is endless', async (command) => {
    const hostile = `const all = (): any => new Proxy({}, { get: all, getPrototypeOf: all, has: () => true,
        ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ value: all(), configurable: true, enumerable: true }) });
      export const nothing = all();`;
    const file = written('hostile.ts', hostile);
    const run = await skipover(command, file);
    expect(run).toEqual({ code: 65, stdout: '', stderr: `skipover: ${file}: ${reason}\n` });
  });
});
