/**
 * Builds dist/: the program and the three doors of the package in few files, the page's script, the declarations that
 * users can import, and, in dist/development, what the package does not have: benchmarks and examples.
 * `node tools/build.mjs page` builds the page's script alone.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { globSync } from 'tinyglobby';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Loaded by their address, by threads. */
const threadModules = [
  'src/checking/search/search-worker.ts',
  'src/cli/workers/worker.ts',
  'src/cli/subject/load-file.ts',
  'src/analysis/matrix/scenario-source.ts',
  'src/analysis/proving/observed-source.ts',
];
/** The program as a function, for tests that run it many times. */
const inProcess = 'src/cli/run.ts';
/** Not in the package. */
const stateFile = 'dist/development/build-state.txt';
const doors = ['src/cli/main.ts', 'src/index.ts', 'src/vitest.ts', 'src/migration.ts'];
const development = [
  ...['main', 'actors', 'curve', 'scale', 'campaign', 'gc-logs', 'strategies'].map(
    (name) => `src/bench/${name}.ts`,
  ),
  'examples/real-jvm/demo.ts',
  'examples/real-jvm/measure.ts',
  'src/report/place-charts.ts',
  ...globSync('examples/classics/*.ts', { cwd: root, ignore: '**/*.test.ts' }),
];

/**
 * Where a module ends up is known after bundling only. Until then a free name is in place of an address beside a source
 * file: `atPlace$3` for the third of `places`.
 */
const places = [];
const address = /new URL\(\s*'(\.[^']*)\.js',\s*import\.meta\.url\s*\)/g;
const addresses = {
  name: 'addresses',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](?:src|examples)[\\/].*\.ts$/ }, ({ path }) => {
      const folder = relative(root, dirname(path)).split(sep).join('/');
      const contents = readFileSync(path, 'utf8').replaceAll(address, (_, to) => {
        return `new URL(atPlace$${places.push(posix.join(folder, `${to}.js`)) - 1}, import.meta.url)`;
      });
      return { contents, loader: 'ts' };
    });
  },
};

/** Names of functions stay, for stack traces. */
async function bundle(outdir, entryPoints) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outbase: '.',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    plugins: [addresses],
    logLevel: 'warning',
  });
  const built = new Set(outputFiles.map(({ path }) => path));
  for (const { path, text } of outputFiles) {
    const content = text.replaceAll(/\batPlace\$(\d+)/g, (_, index) => {
      const file = join(root, outdir, places[index]);
      if (!built.has(file)) throw new Error(`${path} loads ${places[index]}, which is no entry`);
      const from = relative(dirname(path), file).split(sep).join('/');
      return JSON.stringify(from.startsWith('.') ? from : `./${from}`);
    });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return Object.keys(metafile.inputs);
}

/** A Node import in what a browser runs ends the build. */
const forBrowsers = {
  absWorkingDir: root,
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
};

async function buildPage() {
  // Chunks have their hash in their name: those of the last build would stay.
  rmSync(join(root, 'dist/page/own'), { recursive: true, force: true });
  await build({
    ...forBrowsers,
    entryPoints: ['src/report/app/main.tsx'],
    outdir: 'dist/page',
    minify: true,
    loader: { '.md': 'text', '.svg': 'text' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  await build({
    ...forBrowsers,
    entryPoints: { migration: 'src/report/explorer/migration-script.ts' },
    outdir: 'dist/page',
    minify: true,
    format: 'iife',
  });
  // What a report bundles around a file of one's own.
  await build({
    ...forBrowsers,
    entryPoints: { model: 'src/model.ts', file: 'src/report/explorer/file-script.ts' },
    outdir: 'dist/page/own',
    packages: 'external',
    splitting: true,
    format: 'esm',
    minifyWhitespace: true,
    minifySyntax: true,
  });
}

/** What decides an answer: model, executor, search and analyses; not how results are shown. */
function codeHash(inputs) {
  const shown = /^src\/(?:docs|report)\/|-view\.ts$/;
  const hash = createHash('sha256');
  for (const file of inputs.filter((each) => !shown.test(each)).toSorted()) {
    hash.update(`${file}\n`);
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

function declarations() {
  const { status } = spawnSync(
    execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.types.json'],
    { cwd: root, stdio: 'inherit' },
  );
  if (status !== 0) exit(status ?? 1);
  pruneDeclarations();
}

/** Deletes the declarations that no door of the package leads to: users cannot import those modules. */
function pruneDeclarations() {
  const dist = join(root, 'dist');
  const reachable = new Set();
  const pending = doors.slice(1).map((door) => join(dist, door.replace(/\.ts$/, '.d.ts')));
  while (pending.length > 0) {
    const file = pending.pop();
    if (reachable.has(file)) continue;
    if (!existsSync(file))
      throw new Error(`${file} is missing: tsc -p tsconfig.types.json wrote none`);
    reachable.add(file);
    const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    for (const [, path] of code.matchAll(/(?:from |import |import\()['"](\.[^'"]+)['"]/g)) {
      pending.push(join(dirname(file), path.replace(/\.[jt]s$/, '.d.ts')));
    }
  }
  for (const file of globSync('**/*.d.ts', { cwd: dist, absolute: true })) {
    if (!reachable.has(join(file))) rmSync(file);
  }
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted())
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** What is read, and what was written: where both are as the last build left them, there is nothing to do. */
function buildState() {
  const read = globSync(
    [
      '{src,models,properties,examples,schemas}/**',
      'tools/build.mjs',
      '{package,package-lock,tsconfig*}.json',
    ],
    { cwd: root },
  );
  const written = globSync('dist/**', { cwd: root, dot: true, ignore: stateFile });
  return `${hashOf(read)} ${hashOf(written)}\n`;
}

if (argv[2] === 'page') {
  await buildPage();
} else if (
  !existsSync(join(root, stateFile)) ||
  readFileSync(join(root, stateFile), 'utf8') !== buildState()
) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const inputs = await bundle('dist', [...doors, inProcess, ...threadModules]);
  // npx runs it by its path, and makes it executable only when it first sees a folder.
  chmodSync(join(root, 'dist/src/cli/main.js'), 0o755);
  writeFileSync(join(root, 'dist/code-hash.txt'), `${codeHash(inputs)}\n`);
  await bundle('dist/development', [...development, ...threadModules, 'src/index.ts']);
  await buildPage();
  const { placeCharts } = await import(join(root, 'dist/development/src/report/place-charts.js'));
  writeFileSync(join(root, 'dist/placements.json'), JSON.stringify(await placeCharts()));
  declarations();
  writeFileSync(join(root, stateFile), buildState());
}
