import { deepEqual } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { designs } from '../../../models/design.ts';
import type { MutantsResults } from '../../report/results.ts';
import { departure } from '../files/schema.ts';
import { runProgram as ended } from '../program-run.ts';

// What the tests of the page show: results that the built program wrote.

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the program, which must end with `code` and write nothing to standard error. Returns its output. */
export function runProgram(code: number, args: readonly string[]): string {
  const { code: status, stdout, stderr } = ended(root, args);
  deepEqual([args[0], status, stderr], [args[0], code, '']);
  return stdout;
}

/** Recorded migrations: of a guest that is known, of one that is inferred, of one that cannot be. */
function someQemuRuns(folder: string): string {
  const path = join(root, 'src/timing/recordings/qemu-runs.json.gz');
  const { runs } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as {
    runs: readonly { readonly id: string }[];
  };
  const file = join(folder, 'some.json');
  const chosen = runs
    .filter(({ id }) => ['Ka3', 'v10l1h', 'jvm-crypto'].includes(id))
    .map((run) => (run.id === 'jvm-crypto' ? { ...run, poll: [] } : run));
  writeFileSync(file, JSON.stringify({ runs: chosen }));
  return file;
}

/** A result of `harden` around real runs: the command itself is tried elsewhere, and takes longer. */
function writeHardening(folder: string): void {
  const file = join(folder, 'results', 'mutants-begin-not-awaited-walk-forgotten.json');
  const content = JSON.parse(readFileSync(file, 'utf8')) as MutantsResults;
  const { tool, startedAt, modelHash, maxStates, results } = content;
  const { trace, token, insight } = results.find(({ name }) => name === 'begin-not-awaited')!.kill!;
  const configuration = { hazards: [], scope: 'small' };
  const { property, failureClass, steps } = trace!;
  const shows = {
    property,
    failureClass,
    steps: steps.length,
    design: 'published',
    ...configuration,
  };
  const run = { file: 'traces/one.json', token, trace, insight };
  const counterexample = { ...shows, ...run };
  const design = { name: 'hardened', switches: designs.hardened };
  const cost = { frames: 1, hooks: 2, applications: 0, waits: 3 };
  const turn = { switch: 'firstUpdate', value: 'handshake', back: 'concurrent', asked: true };
  const cells = [{ configuration, verdict: 'verified', states: 9, depth: 3 }];
  const bounds = { maxStates, maxSeconds: 9, settings: 4, complete: true };
  const effort = { refuted: 1, replays: 2, replaysThatFailed: 1, checks: 3 };
  const samples = { drawn: 2, failed: 2 };
  const pattern = { firstUpdate: ['concurrent'] };
  const hardening = {
    tool,
    startedAt,
    modelHash,
    ...bounds,
    ...effort,
    schema: 'skipover-harden/1',
    reference: { design, cost },
    failurePatterns: [{ configuration, pattern, samples, counterexample }],
    frontier: [{ design, cost, complete: true, cells }],
    necessities: [{ ...turn, fails: { configuration, counterexample } }],
    mutants: [{ ...turn, switch: 'skipsInStopTest', value: 'uncounted', back: 'counted' }],
    unsurvived: [],
  };
  deepEqual(departure('harden', hardening), undefined);
  writeFileSync(join(folder, 'results', 'harden.json'), JSON.stringify(hardening));
}

/** Results of most commands in `folder`, with the report of all of them. */
export function writeRealResults(folder: string): void {
  const skipover = (code: number, ...args: readonly string[]): void => {
    runProgram(code, [...args, '--out', folder]);
  };
  skipover(0, 'cost-bounds', '--design', 'hardened', '--scope', 'bare');
  skipover(0, 'mutants', '--only', 'begin-not-awaited,walk-forgotten');
  writeHardening(folder);
  const ragged = ['--design', 'hardened:mustSendRounding=inward', '--hazard', 'unalignedSurvivors'];
  skipover(0, 'assumptions', ...ragged, '--scope', 'bare');
  skipover(0, 'qemu', '--runs', someQemuRuns(folder), '--seeds', '1');
  skipover(11, 'fuzz', '--runs', '40', '--seed', '1', '--scope', 'quick', '--design', 'published');
  skipover(0, 'paths', '--scope', 'bare');
  skipover(0, 'witnesses', '--design', 'hardened', '--scope', 'bare');
  skipover(20, 'shrink-map', '--max-states', '20000');
  const designsShown = ['--design', 'published', '--design', 'hardened'];
  skipover(12, 'check', ...designsShown, '--scope', 'small', '--liveness');
}
