/**
 * What the registry would deliver: the tarball, unpacked into a new folder beside the packages that it needs, as a user
 * compiles and runs it. Nothing is fetched.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-package-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The tarball may have so many bytes: docs/adr/210-few-files-in-the-package.md has what takes them. */
const bytesMax = 900_000;

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function run(command: string, args: readonly string[], cwd = folder): Ended {
  const env = { ...process.env, NO_COLOR: '1', CI: '1' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  return { code: status, output: stdout + stderr };
}

function tool(name: string, ...args: readonly string[]): Ended {
  return run(process.execPath, [join(root, 'node_modules', name), ...args]);
}

/** The example of README.md, as it is printed. */
function readmeExample(): string {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  return /^```ts\n([\s\S]*?)^```$/m.exec(text)![1]!;
}

const typed = `
import { check, type CheckResult, type System } from 'skipover';
import { checkSystem, fuzzSystem } from 'skipover/vitest';
import { designs, scenarioSystem, scopes } from 'skipover/migration';
import { expect } from 'vitest';

const { system } = scenarioSystem({
  designName: 'xen', design: designs.xen, hazards: [], scope: scopes.quick,
});
const checked: System = system;
checkSystem('xen', checked, { maxStates: 10 });
fuzzSystem('xen', checked, { runs: 1 });
const result: CheckResult = check(checked, { maxStates: 10 });
expect(checked).toHoldInEveryInterleaving({ maxStates: 10 });
// @ts-expect-error -- no such option
expect(checked).toHoldInEveryInterleaving({ maxState: 10 });
// @ts-expect-error -- no such option
check(checked, { maxState: 10 });
console.log(result.verdict);
`;

let packed: Packed;
beforeAll(() => {
  const { output } = run(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--silent', '--pack-destination', folder],
    root,
  );
  [packed] = JSON.parse(output) as [Packed];
  const place = join(folder, 'node_modules', 'skipover');
  mkdirSync(place, { recursive: true });
  run('tar', ['xzf', packed.filename, '--strip-components=1', '-C', place]);
  const { dependencies } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), 'xstate', 'vitest', '@types/node']) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  writeFileSync(join(folder, 'readme.test.ts'), readmeExample());
  writeFileSync(join(folder, 'typed.ts'), typed);
}, 120_000);

describe('the tarball', () => {
  test('is small, and has what is used only', () => {
    expect(packed.size).toBeLessThan(bytesMax);
    const paths = packed.files.map(({ path }) => path);
    const unused = /\.map$|\.test\.|\.spec\.|bench|^examples|development|^models/;
    expect(paths.filter((path) => unused.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(['README.md', 'LICENSE', 'dist/src/index.d.ts', 'dist/page/main.js']),
    );
  });

  test('pleases publint and arethetypeswrong', () => {
    const tarball = join(folder, packed.filename);
    const lint = tool('publint/src/cli.js', 'run', tarball, '--strict');
    expect([lint.code, lint.output.includes('All good')]).toEqual([0, true]);
    const types = tool('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only');
    expect(types).toMatchObject({ code: 0 });
  });
});

describe('a new folder with the package', () => {
  test.each([
    ['nodenext', 'nodenext'],
    ['preserve', 'bundler'],
  ])('compiles strictly: module %s, resolution %s', (module, resolution) => {
    const options = ['--strict', '--noEmit', '--target', 'es2023', '--types', 'node'];
    const resolved = ['--module', module, '--moduleResolution', resolution];
    const files = ['readme.test.ts', 'typed.ts'];
    const { code, output } = tool('typescript/bin/tsc', ...options, ...resolved, ...files);
    expect([code, output]).toEqual([0, '']);
  });

  test('runs the example of README.md', () => {
    const { code, output } = tool('vitest/vitest.mjs', 'run', 'readme.test.ts');
    expect([code, /Tests {2}1 passed/.test(output)], output).toEqual([0, true]);
  });

  test('runs plain JavaScript, and loads nothing that only the command line needs', () => {
    writeFileSync(
      join(folder, 'plain.mjs'),
      `import module from 'node:module';
       import { check } from 'skipover';
       import { designs, scenarioSystem, scopes } from 'skipover/migration';
       const scenario = { designName: 'xen', design: designs.xen, hazards: [], scope: scopes.quick };
       console.log(check(scenarioSystem(scenario).system, { maxDepth: 2 }).verdict);`,
    );
    const { code, output } = run('node', ['plain.mjs']);
    expect([code, output]).toEqual([0, 'inconclusive\n']);
    const trace = run('node', ['--import', hook(), 'plain.mjs']).output;
    expect(trace).toContain('node_modules/fast-check/');
    expect(trace).not.toMatch(/node_modules\/(?:elkjs|ajv|commander|jiti|vitest)\//);
  });

  test('runs the command line', () => {
    const main = join('node_modules', 'skipover', 'dist', 'src', 'cli', 'main.js');
    const { code, output } = run('node', [main, 'check', '--design', 'xen', '--scope', 'small']);
    expect([code, /verified/.test(output)], output).toEqual([0, true]);
  });

  test('migrates the recording that comes with it; those of QEMU are asked for', () => {
    const main = join('node_modules', 'skipover', 'dist', 'src', 'cli', 'main.js');
    const clock = run('node', [main, 'simulate', '--design', 'hardened']);
    expect([clock.code, clock.output], clock.output).toEqual([0, expect.stringContaining('derby')]);
    const qemu = run('node', [main, 'qemu']);
    expect(qemu).toEqual({
      code: 65,
      output: expect.stringMatching(/^skipover: .*qemu-runs.json.gz.* --runs FILE\n$/),
    });
  });
});

/** A module that prints the address of every module that is loaded. */
function hook(): string {
  const loader = `export async function load(url, context, next) { process._rawDebug(url); return next(url, context); }`;
  const text = `import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(loader)}));`;
  writeFileSync(join(folder, 'hook.mjs'), text);
  return './hook.mjs';
}
