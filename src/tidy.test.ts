import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** Top to bottom. An import points down or stays in its folder; folders in a row are strangers. */
const layers: readonly (readonly string[])[] = [
  ['examples', 'src/docs'],
  ['src/cli', 'src/bench'],
  ['src/report', 'src/campaign'],
  ['src/analysis'],
  ['src/timing'],
  ['properties'],
  ['src/migration'],
  ['models'],
  ['src/subject'],
  ['src/testing'],
  ['src/conformance'],
  ['src/fuzzing'],
  ['src/actors'],
  ['src/proving'],
  ['src/checking', 'src/replay'],
  ['src/system'],
  ['src/statecharts'],
  ['src/layout'],
  ['src/input'],
  ['src/foundation'],
];

/** Where the order alone says too much or too little. `only` lists everything that may be imported. */
const exceptions: readonly Exception[] = [
  {
    from: 'src/index.ts',
    only: 'actors checking conformance foundation fuzzing proving replay system layout'
      .split(' ')
      .concat('testing/assert-verified.ts', 'cli/report/write-report.ts')
      .map((place) => `src/${place}`),
    reason: 'The public entry is beside the layers; it exports the generic ones.',
  },
  {
    from: 'src/model.ts',
    only: ['src/actors', 'src/foundation', 'src/proving', 'src/layout', 'src/system'],
    reason: 'The door of models in a browser.',
  },
  {
    from: 'src/migration.ts',
    only: ['src/analysis/matrix', 'src/migration', 'models'],
    reason: 'The door of the migration model.',
  },
  {
    from: 'src/vitest.ts',
    only: ['src/testing', 'src/actors', 'src/checking', 'src/proving'],
    reason: 'The door for tests.',
  },
  {
    from: 'examples/real-jvm',
    only: [
      'examples/real-jvm',
      'src',
      'models',
      ...['child_process', 'fs', 'net', 'os', 'path', 'stream', 'timers', 'util'].map(
        (name) => `node:${name}`,
      ),
    ],
    reason: 'It plays the counterexamples of the migration, which has no public door.',
  },
  {
    from: 'examples/classics',
    only: ['src/index.ts', 'xstate'],
    reason: 'Threads of tests load them compiled, and the name of the package means sources there.',
  },
  {
    from: 'examples',
    only: ['examples', 'skipover', 'xstate', 'vitest', 'node:process', 'node:readline'],
    reason:
      'An example imports what everybody has: the package, and what an adapter reads and writes.',
  },
  {
    from: 'models',
    only: ['models', 'xstate'],
    reason: 'The charts open in the Stately editor and are read beside the paper: no own code.',
  },
  {
    from: 'src/report',
    onlyTypesOf: 'src/timing',
    reason: 'A report shows a migration that has been timed; it never runs the clock.',
  },
];

/** Who may import what is not ours. Packages that no row names are free. */
const packages: readonly PackageRule[] = [
  {
    name: /^(?:fast-check|@fast-check\/.*)$/,
    in: ['src/fuzzing', 'src/analysis/fuzzing/configurations.ts', 'src/bench/random-systems.ts'],
  },
  { name: /^skipover(?:\/|$)/, in: ['examples', 'src/cli/subject/load-file.ts'] },
  { name: /^vitest(?:\/|$)/, in: ['src/testing', 'src/bench/random-systems.ts'] },
  {
    name: /^xstate(?:\/|$)/,
    in: [
      'src/actors/xstate',
      'src/actors/corpus',
      'src/statecharts',
      'src/replay',
      'models',
      'src/bench',
      'src/conformance/lock-sample.ts',
      'src/proving/beginning.ts',
    ],
    typesIn: [
      'src/actors/actor-options.ts',
      'src/system/definition.ts',
      'src/system/define-process.ts',
      'src/system/system.ts',
    ],
  },
  {
    name: /^(?:node:)?(?:process|console|perf_hooks|timers)(?:\/|$)/,
    in: [
      'src/cli',
      'src/bench',
      'src/testing/fuzz-system.ts',
      'src/testing/conform-system.ts',
      'src/testing/deadline.ts',
    ],
  },
  {
    name: /^(?:node:)?fs(?:\/|$)/,
    in: [
      'src/cli',
      'src/bench',
      'src/input',
      'src/timing/gc-log/log-files.ts',
      'src/checking/search/checkpoint.ts',
      'src/checking/stores/word-log.ts',
    ],
  },
];

type Allowed = { readonly only: readonly string[] } | { readonly onlyTypesOf: string };
type Exception = { readonly from: string; readonly reason: string } & Allowed;

interface PackageRule {
  readonly name: RegExp;
  readonly in: readonly string[];
  readonly typesIn?: readonly string[];
}

/** A file of this repository; `path` with forward slashes, from its root. */
interface Source {
  readonly path: string;
  readonly text: string;
}

interface Import {
  readonly from: string;
  /** A path like `Source.path`, or the name of a package. */
  readonly to: string;
  readonly internal: boolean;
  readonly typeOnly: boolean;
}

const statement =
  /^(?:import|export)\s+(type\s+)?(?:[\w$*{][\w$\s,*{}]*?\s*from\s*)?(['"])(.+?)\2/gm;
const dynamicImport = /\bimport\(\s*(['"])(.+?)\1/g;

/** Prettier puts statements at the start of a line, so what a comment or a string quotes is not one. */
function importsOf({ path, text }: Source): Import[] {
  const made = (specifier: string, typeOnly: boolean): Import => {
    const internal = specifier.startsWith('.');
    const to = internal ? posix.join(posix.dirname(path), specifier) : specifier;
    return { from: path, to, internal, typeOnly };
  };
  return [
    ...Array.from(text.matchAll(statement), ([, type, , to]) => made(to!, type !== undefined)),
    ...Array.from(text.matchAll(dynamicImport), ([, , to]) => made(to!, false)),
  ];
}

function isTest(path: string): boolean {
  return /\.(?:test|spec)\.ts$/.test(path);
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

function rowOf(path: string): number {
  return layers.findIndex((row) => row.some((folder) => isWithin(path, folder)));
}

function isAllowedInside({ from, to }: Import): boolean {
  // The benchmarks measure the classic models, which come through the front door, as a user's file does.
  if (isWithin(from, 'src/bench') && isWithin(to, 'examples/classics')) return true;
  const doors = ['examples/classics', 'src/bench'];
  if (to === 'src/index.ts') return doors.some((place) => isWithin(from, place));
  const [fromRow, toRow] = [rowOf(from), rowOf(to)];
  if (fromRow === -1 || toRow === -1) return false;
  if (fromRow !== toRow) return toRow > fromRow;
  return layers[fromRow]!.some((folder) => isWithin(from, folder) && isWithin(to, folder));
}

function isAllowedPackage({ from, to, typeOnly }: Import): boolean {
  return packages.every(
    (rule) =>
      !rule.name.test(to) ||
      rule.in.some((place) => isWithin(from, place)) ||
      (typeOnly && (rule.typesIn ?? []).some((place) => isWithin(from, place))),
  );
}

function isAllowed(each: Import): boolean {
  for (const exception of exceptions) {
    if (!isWithin(each.from, exception.from)) continue;
    if ('only' in exception) return exception.only.some((place) => isWithin(each.to, place));
    if (!each.typeOnly && isWithin(each.to, exception.onlyTypesOf)) return false;
  }
  return each.internal ? isAllowedInside(each) : isAllowedPackage(each);
}

/** The imports that the tables above forbid, as lines. Tests may import what they like. */
function forbiddenImports(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => !isTest(path))
    .flatMap((source) => importsOf(source))
    .filter((each) => !isAllowed(each))
    .map(({ from, to, typeOnly }) => `${from} imports ${typeOnly ? 'type ' : ''}${to}`);
}

/** One line per import that closes a circle, `import type` included. */
function cycles(sources: readonly Source[]): string[] {
  const targets = new Map(
    sources.map((source) => [source.path, importsOf(source).map(({ to }) => to)]),
  );
  const found: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) found.push([...trail.slice(start), path].join(' -> '));
    if (start !== -1 || finished.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return found;
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function titleCount(markdown: string): number {
  const prose = markdown.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return prose.match(/^# |<h1\b/gm)?.length ?? 0;
}

// Brackets keep the patterns from finding themselves.
const unfinished = /\b(?:TOD[O]|FIXM[E])\b/;
const elsewhere = /[.][.]\/shared\b|(?<![\w.~-])\/(?:work|tmp|home|root|Users)\//;
const nameless = /^(?:types|utils|helpers|index)\.ts$/;

function isNameless(path: string): boolean {
  return nameless.test(basename(path)) && path !== 'src/index.ts';
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Everything that git would track, without asking git: an unpacked archive is checked as well. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    // In a linked worktree `.git` is a file.
    if (['.git', 'node_modules', 'dist'].includes(entry.name)) return [];
    if (entry.isFile()) return [path];
    if (entry.name === 'reports' && folder === root) return [join(path, 'README.md')];
    return entry.isDirectory() ? filesUnder(path) : [];
  });
}

const texts: readonly Source[] = filesUnder(root)
  .map((path) => ({
    path: relative(root, path).split(sep).join('/'),
    text: readFileSync(path, 'utf8'),
  }))
  .filter(({ text }) => !text.includes('\0'));
const code = texts.filter(({ path }) => /^(?:src|models|properties|examples)\/.*\.ts$/.test(path));

describe('the repository', () => {
  test('was looked at', () => {
    expect(code.length).toBeGreaterThan(20);
    expect(texts.length).toBeGreaterThan(code.length);
    expect(code.flatMap(importsOf).filter(({ internal }) => internal).length).toBeGreaterThan(20);
  });

  test('has every folder of code in the layer table', () => {
    const beside = new Set(['src/index.ts', 'src/vitest.ts', 'src/migration.ts', 'src/model.ts']);
    const stray = code.filter(
      ({ path }) => !isTest(path) && !beside.has(path) && rowOf(path) === -1,
    );
    expect(stray.map(({ path }) => path)).toEqual([]);
  });

  test('imports down or within a folder', () => {
    expect(forbiddenImports(code)).toEqual([]);
  });

  test('has no cycle of imports', () => {
    expect(cycles(code)).toEqual([]);
  });

  test('has no file of over 400 lines, but for charts and tables, which are data', () => {
    const long = code.filter(
      ({ path, text }) => !/^models\/[a-z-]+\.ts$/.test(path) && lineCount(text) > 400,
    );
    expect(long.map(({ path, text }) => `${path}: ${lineCount(text)}`)).toEqual([]);
  });

  test('names each file for its job', () => {
    expect(code.map(({ path }) => path).filter(isNameless)).toEqual([]);
  });

  test.each([
    ['leaves nothing for later', unfinished],
    ['points at nothing outside itself', elsewhere],
  ])('%s', (_title, pattern) => {
    const places = texts.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}`] : [])),
    );
    expect(places).toEqual([]);
  });

  test.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'])(
    '%s has one title',
    (path) => {
      const text = texts.find((each) => each.path === path)?.text;
      expect(text, `${path} is missing`).toBeDefined();
      expect(titleCount(text!)).toBe(1);
    },
  );

  test('has a license', () => expect(existsSync(join(root, 'LICENSE'))).toBe(true));
});

describe('the check itself', () => {
  const forbidden = (path: string, text: string): number =>
    forbiddenImports([{ path, text }]).length;

  test.each([
    ['up', 'src/layout/field.ts', "import { check } from '../checking/check.ts';"],
    ['up, a type', 'src/layout/field.ts', "import type { V } from '../checking/verdict.ts';"],
    ['up, over lines', 'src/system/system.ts', "import {\n  a,\n  b,\n} from '../replay/run.ts';"],
    ['up, an export', 'src/layout/field.ts', "export * from '../system/channel.ts';"],
    ['up, for its effect', 'src/layout/field.ts', "import '../system/channel.ts';"],
    ['up, later', 'src/layout/field.ts', "  const late = await import('../system/channel.ts');"],
    ['between folders of a row', 'src/checking/check.ts', "import { a } from '../replay/run.ts';"],
    ['of the public door', 'src/cli/main.ts', "import { check } from '../index.ts';"],
    ['of the domain by the door', 'src/index.ts', "import { a } from './migration/heap.ts';"],
    ['of code by a chart', 'models/lkm.ts', "import { a } from '../src/layout/field.ts';"],
    ['of a package by a chart', 'models/lkm.ts', "import { a } from 'valibot';"],
    ['of the clock by the report', 'src/report/page.ts', "import { a } from '../timing/clock.ts';"],
    ['of fast-check', 'src/checking/check.ts', "import fc from 'fast-check';"],
    ['of a value of xstate', 'src/system/definition.ts', "import { a } from 'xstate';"],
    ['of the process', 'src/report/page.ts', "import { argv } from 'node:process';"],
    ['of files', 'src/report/page.ts', "import { readFile } from 'fs/promises';"],
  ])('finds an import %s', (_what, path, text) => {
    expect(forbidden(path, text)).toBe(1);
  });

  test.each([
    ['down', 'src/checking/check.ts', "import { a } from '../system/system.ts';"],
    ['within a folder', 'models/lkm.ts', "import { a } from './messages.ts';"],
    ['of a type of time', 'src/report/page.ts', "import type { M } from '../timing/metrics.ts';"],
    ['of a type of xstate', 'src/system/definition.ts', "import type { M } from 'xstate';"],
    ['that a comment quotes', 'src/layout/field.ts', "// import { a } from '../cli/main.ts';"],
    ['by a test', 'src/layout/field.test.ts', "import { check } from '../checking/check.ts';"],
  ])('lets an import pass %s', (_what, path, text) => {
    expect(forbidden(path, text)).toBe(0);
  });

  test('finds a cycle, of types too', () => {
    const files = [
      { path: 'src/layout/a.ts', text: "import { b } from './b.ts';\n" },
      { path: 'src/layout/b.ts', text: "import { c } from './c.ts';\n" },
      { path: 'src/layout/c.ts', text: "import type { B } from './b.ts';\n" },
    ];
    expect(cycles(files)).toEqual(['src/layout/b.ts -> src/layout/c.ts -> src/layout/b.ts']);
    expect(cycles(files.slice(0, 2))).toEqual([]);
  });

  test('finds names, marks, paths and titles', () => {
    expect(['src/index.ts', 'src/checking/index.ts'].map(isNameless)).toEqual([false, true]);
    expect(['TO', 'DO'].join('')).toMatch(unfinished);
    const paths = [['see ..', 'shared', 'x'].join('/'), ['in ', 'tmp', 'x'].join('/')];
    expect(paths.every((path) => elsewhere.test(path))).toBe(true);
    expect('https://example.org/home/x').not.toMatch(elsewhere);
    expect(titleCount('# One\n```sh\n# two\n```\n## three\n')).toBe(1);
    expect(['a\nb\n', 'a\nb'].map(lineCount)).toEqual([2, 2]);
  });
});
