/**
 * Every reader of files from outside, each over 2,000 damaged files: bits, bytes, pieces and values that are wrong.
 * Whatever they say, the reader returns or refuses in one line, in a moment. A reader that is added gets a row here.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { designs } from '../../../models/design.ts';
import { raceScenarios } from '../../../models/scenarios.ts';
import { scopes } from '../../../models/scope.ts';
import { entryFor } from '../../analysis/matrix/matrix-cell.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { mig } from '../../../examples/classics/mig.ts';
import { check } from '../../checking/check.ts';
import { InputError } from '../../foundation/input-error.ts';
import { InputFile } from '../../input/input-file.ts';
import { readJson } from '../../input/read-json.ts';
import { buildReport } from '../../report/build-report.ts';
import { readPageTraceFile } from '../../timing/page-trace/file.ts';
import { workloadFromPageTrace } from '../../timing/page-trace/workload.ts';
import { readQemuRuns } from '../../timing/qemu/run.ts';
import { readGcLogFiles } from '../../timing/gc-log/read-files.ts';
import { workloadFromGcLog } from '../../timing/workload-from-log.ts';
import { FailureStore, type StoredFailure } from '../fuzz/failure-store.ts';
import { readScenarioFile } from '../check/scenario-file.ts';
import { readToken, tokenOf } from '../replay/failure-token.ts';
import { replayCommand } from '../replay/replay-command.ts';
import { readResults } from '../report/page-file.ts';
import { toolOf } from '../version.ts';
import { attack, mutations, type Reader } from './mutated-file.ts';
import { departure } from './schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-readers-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
});

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const recording = (name: string): Buffer =>
  gunzipSync(readFileSync(new URL(`../../timing/recordings/${name}`, import.meta.url)));

const tool = toolOf();
const hash = modelHash(tool.version);

/** The shortest race, as `check` writes it down. */
function checked(): ReturnType<typeof entryFor> {
  const { hazards } = raceScenarios[0]!;
  const scope = scopes.quick;
  const scenario = { designName: 'published', design: designs.published, hazards, scope };
  return entryFor(scenario, { maxStates: 5_000 });
}

function shortTrace(): unknown {
  const { properties, bounds, scenario } = checked();
  const { trace } = properties.find((property) => property.trace !== undefined)!;
  return { schema: 'skipover-trace/1', tool, modelHash: hash, scenario, bounds, trace };
}

const startedAt = '2026-01-01T00:00:00.000Z';

function results(): unknown {
  const entries = [{ ...checked(), seconds: 1 }];
  return { schema: 'skipover-check/1', tool, startedAt, modelHash: hash, results: entries };
}

async function readResult(path: string): Promise<void> {
  const place = join(folder, 'results');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'a.json'), readFileSync(path));
  const { files, leftOut } = readResults(place);
  expect(files.length + leftOut.length).toBe(1);
  // It draws every chart, which takes a second.
  if (files.length === 1 && reports++ < reportsMax) await buildReport({ files, leftOut, tool });
  for (const { reason } of leftOut) throw new InputError('data', reason);
}

/** Reports that are made of what was read. */
const reportsMax = 20;
let reports = 0;

/** A heap of 64 pages, two samples with spaces, a collection between them. */
function pageTrace(): Uint8Array {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
  const sample = (elapsed: number, cause: number, ranges: number[][]): number[] => [
    0x44,
    ...varint(elapsed),
    cause,
    ...varint(ranges.length),
    ...ranges.flat().flatMap(varint),
    0,
  ];
  const words = (pages: number): number => pages * 512;
  const spaces = [16, 64, 0, 0, 16, 20, 48, 48, 50, 56, 56, 56, 64, 0, 8, 16].map(words);
  const space = [0x50, ...spaces.flatMap(varint)];
  const header =
    'PDT1 {"page":4096,"gc":"parallel","heap_lo":"0x80000000","heap_hi":"0x80040000"}\n';
  const records = [
    ...sample(1, 3, [[16, 4]]),
    ...space,
    ...sample(9e5, 0, [
      [17, 3],
      [4, 2],
    ]),
    ...space,
    66,
    ...varint(5e5),
    ...sample(1, 1, [[48, 2]]),
    ...space,
    69,
    ...varint(1e3),
    ...sample(9e5, 0, [[18, 9]]),
    ...space,
  ];
  return Uint8Array.from([...Buffer.from(header), ...records]);
}

const stored: StoredFailure = {
  design: 'published',
  hazards: ['remap'],
  scope: 'quick',
  property: 'S1',
  failureClass: 'from frame, dirtiness lost',
  steps: [['daemon', 'migrate', 0]],
};

const readers: readonly Reader[] = [
  {
    name: 'a GC log of the Parallel collector',
    sample: () => recording('derby-parallel.gc.log.gz').subarray(0, 60_000),
    read: async (path) => workloadFromGcLog(await readGcLogFiles([path])),
  },
  {
    name: 'a packed GC log',
    sample: () => gzipSync(recording('derby-parallel.gc.log.gz').subarray(0, 60_000)),
    read: async (path) => workloadFromGcLog(await readGcLogFiles([path])),
  },
  {
    name: 'a page trace',
    sample: pageTrace,
    read: (path) => {
      const trace = readPageTraceFile(new InputFile(path, { expected: 'a page trace' }));
      if (trace !== undefined) workloadFromPageTrace(trace);
    },
  },
  {
    name: 'recorded migrations by QEMU',
    sample: () => {
      const { runs } = JSON.parse(recording('qemu-runs.json.gz').toString()) as {
        runs: { id: string; poll: unknown[] }[];
      };
      const chosen = runs.filter(({ id }) => ['Ka1', 'v10l0h'].includes(id));
      return json({ runs: chosen.map((run) => ({ ...run, poll: run.poll.slice(0, 5) })) });
    },
    read: (path) => {
      const content = readJson(path);
      const wrong = departure('qemu-runs', content);
      if (wrong !== undefined) throw new InputError('data', wrong);
      readQemuRuns(content, path);
    },
  },
  {
    name: 'a scenario',
    sample: () =>
      json({
        schema: 'skipover-scenario/1',
        design: 'published',
        switches: { skippedFrames: 'defer' },
        hazards: ['remap'],
        scope: 'small:takes=0',
        expect: { violates: ['S1'], failureClass: 'x', steps: 3, states: 4 },
      }),
    read: readScenarioFile,
  },
  { name: 'a trace', sample: () => json(shortTrace()), read: (file) => replayCommand({ file }) },
  {
    name: 'a token',
    sample: () => {
      const { design, property, failureClass, ...rest } = stored;
      const named = { name: design, design: designs.published };
      const failing = { ...rest, design: named, hazards: ['remap' as const], scope: scopes.quick };
      return Buffer.from(
        tokenOf({ ...failing, property, failureClass, steps: [{ transition: 3, choice: 1 }] }),
      );
    },
    read: (path) => readToken(readFileSync(path, 'latin1')),
  },
  {
    name: 'a store of failures',
    sample: () => json({ schema: 'skipover-failures/1', failures: [stored, stored] }),
    read: (path) => {
      const place = join(folder, 'store');
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, 'failures.json'), readFileSync(path));
      new FailureStore(place).retry({ name: 'published', design: designs.published }, ['remap']);
    },
  },
  { name: 'a result', sample: () => json(results()), read: readResult },
  {
    name: 'a checkpoint, its states',
    sample: () => checkpointFile('states'),
    read: resume('states'),
  },
  {
    name: 'a checkpoint, all else',
    sample: () => checkpointFile('search'),
    read: resume('search'),
  },
];

const system = mig(2, 1, 1);
const saved = join(folder, 'checkpoint');

function checkpointFile(start: string): Buffer {
  mkdirSync(saved, { recursive: true });
  check(system, { maxDepth: 6, checkpoint: { folder: saved, due: () => false } });
  return readFileSync(
    join(
      saved,
      readdirSync(saved).find((name) => name.startsWith(start))!,
    ),
  );
}

/** Takes a search up whose file `start` is the one given, with every hash right again. */
function resume(start: string) {
  return (path: string): void => {
    const sha = (bytes: Uint8Array | string): string =>
      createHash('sha256').update(bytes).digest('hex');
    const name = readdirSync(saved).find((each) => each.startsWith(start))!;
    const complete = readFileSync(join(saved, name));
    const manifest = readFileSync(join(saved, 'checkpoint.json'));
    const bytes = readFileSync(path);
    writeFileSync(join(saved, name), bytes);
    const [line] = manifest.toString().split('\n');
    const content = JSON.parse(line!) as { files: { name: string; sha256: string }[] };
    for (const file of content.files) if (file.name === name) file.sha256 = sha(bytes);
    const sealed = JSON.stringify(content);
    writeFileSync(join(saved, 'checkpoint.json'), `${sealed}\n${sha(sealed)}\n`);
    try {
      check(system, { resume: saved });
    } finally {
      writeFileSync(join(saved, name), complete);
      writeFileSync(join(saved, 'checkpoint.json'), manifest);
    }
  };
}

test.each(readers)('$name', async (reader) => {
  // A reader that takes everything reads nothing.
  expect(await attack(reader, folder)).toBeGreaterThan(mutations / 20);
});
