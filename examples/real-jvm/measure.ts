#!/usr/bin/env node
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { designs, type DesignName } from '../../models/design.ts';
import { packageFolder, writeWhole } from '../../src/cli/files/files.ts';
import { listenForSignals } from '../../src/cli/interruption.ts';
import { defaultCosts, wireBytes } from '../../src/timing/costs.ts';
import { defaultOtherProcesses } from '../../src/timing/kernel-driver.ts';
import { xenNumbers, type Daemon } from './daemon.ts';
import { Gates } from './gates.ts';
import { Guest } from './guest.ts';
import type { JvmSettings } from './jvm-process.ts';
import { RatedLink } from './link.ts';
import { beginLines, comparisonLines, type FreeRun, type Measured } from './measured-table.ts';
import { connect } from './migrate-jvm.ts';
import { buildNativeParts, Missing } from './native-build.ts';
import type { NativeParts } from './native-parts.ts';
import { watchWrites } from './old-writes.ts';
import { pageBytes } from './ranges.ts';
import { simulateRun } from './simulate-run.ts';

const link = { bytesPerSecond: 64e6, frameBytes: wireBytes(defaultCosts).plain };
const heapBytes = 128 * 2 ** 20;
/** What simulate assumes that a VM has beside the heap of a log, and what is written of it. */
const otherBytes = defaultOtherProcesses.frames * pageBytes;
const warmUpSeconds = 10;
/** Of these: while the writes to Old are counted. */
const countingSeconds = 6;
const afterSeconds = 15;
/** Beyond this share of a migration without traffic, the machine was too busy to compare with a model of the link. */
const idleShareMax = 0.1;
const attemptsMax = 3;

/** Migrates a freely running JVM at a set link rate, beside `simulate` on the log of the same run. */
async function main(out: string): Promise<void> {
  const sources = join(packageFolder(), 'examples/real-jvm');
  const native = await buildNativeParts({ sources, into: join(out, 'real-jvm') });
  const rows: object[] = [];
  const heap = `${heapBytes / 2 ** 20} MiB of heap, ${otherBytes / 2 ** 20} MiB beside it`;
  console.log(beginLines(`${heap}, ${link.bytesPerSecond / 1e6} MB/s`).join('\n'));
  for (const workload of ['garbage', 'cache']) {
    for (const design of ['xen', 'hardened'] as const) {
      const run = await leastDisturbed(native, { workload, design, out });
      const given = { design, vmBytes: heapBytes + otherBytes, ...link, out };
      const simulated = await simulateRun(run, { ...given, oldWrites: run.writes.old });
      const fromLogAlone = await simulateRun(run, given);
      const isComparable = run.idleSeconds <= idleShareMax * run.measured.seconds;
      const row = { workload, design, ...run, isComparable, simulated, fromLogAlone };
      console.log(comparisonLines(row).join('\n'));
      rows.push({ ...row, linkBytesPerSecond: link.bytesPerSecond });
    }
  }
  const file = join(out, 'real-jvm', 'measured.json');
  writeWhole(file, `${JSON.stringify(rows, undefined, 1)}\n`);
  console.log(`written: ${file}`);
}

interface FreeMigration {
  readonly workload: string;
  readonly design: DesignName;
  readonly out: string;
}

/** The run whose link was idle for the smallest share; the first one that is good enough. */
async function leastDisturbed(native: NativeParts, what: FreeMigration): Promise<FreeRun> {
  let best: FreeRun | undefined;
  const share = ({ idleSeconds, measured }: FreeRun): number => idleSeconds / measured.seconds;
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const log = join(what.out, 'real-jvm', `${what.workload}-${what.design}-${attempt}.gc.log`);
    const run = await migrateFreely(native, { ...what, log });
    if (best === undefined || share(run) < share(best)) best = run;
    if (share(best) <= idleShareMax) break;
  }
  return best!;
}

async function migrateFreely(
  native: NativeParts,
  { workload, design, log }: FreeMigration & { readonly log: string },
): Promise<FreeRun> {
  mkdirSync(join(log, '..'), { recursive: true });
  const levels = 'gc*=debug,gc+ergo*=trace,gc+heap*=debug,gc+age*=trace,safepoint*=info';
  const settings: JvmSettings = {
    heapBytes,
    otherBytes,
    options: [
      '-XX:+UseParallelGC',
      '-Xms128m',
      '-Xmn64m',
      '-XX:ParallelGCThreads=2',
      `-Xlog:${levels}:file=${log}:uptimenanos,level,tags:filecount=0`,
    ],
    program: ['Workload', workload, '20'],
  };
  const guest = await Guest.start(native, settings);
  const started = performance.now();
  try {
    await guest.tenant.becomeBusy(heapBytes / pageBytes, defaultOtherProcesses);
    await sleep(1000 * (warmUpSeconds - countingSeconds));
    const writes = await watchWrites(guest, 1000 * countingSeconds);
    const atSeconds = (performance.now() - started) / 1000;
    const begin = performance.now();
    const { daemon, held } = connect({
      guest,
      gates: new Gates({ isOpen: true }),
      design: designs[design],
      numbers: xenNumbers,
      link: new RatedLink(link),
    });
    await daemon.run();
    const measured = measuredOf(daemon, { begin, heldSince: held() });
    const idleSeconds = measured.seconds - (measured.megabytes * 1e6) / link.bytesPerSecond;
    guest.onStop = undefined;
    await sleep(1000 * afterSeconds);
    const each = daemon.iterations.map(({ startMs, ...counts }) => ({
      startSeconds: (startMs - begin) / 1000,
      ...counts,
    }));
    return { log, atSeconds, writes, measured, idleSeconds, each };
  } finally {
    guest.close();
  }
}

function measuredOf(
  { iterations, arrivedMs, pausedMs }: Daemon,
  { begin, heldSince }: { readonly begin: number; readonly heldSince: number | undefined },
): Measured {
  const frames = iterations.reduce((sum, { sent }) => sum + sent, 0);
  return {
    iterations: iterations.length,
    megabytes: (frames * link.frameBytes) / 1e6,
    seconds: (arrivedMs - begin) / 1000,
    downtimeSeconds: (arrivedMs - (heldSince ?? pausedMs)) / 1000,
  };
}

listenForSignals();
try {
  await main(process.argv[2] ?? 'reports');
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.log(`skipped: the measurement on a real JVM needs ${error.message}`);
}
