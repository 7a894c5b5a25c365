#!/usr/bin/env node
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { designs, type DesignName } from '../../models/design.ts';
import { packageFolder, writeWhole } from '../../src/cli/files/files.ts';
import { listenForSignals } from '../../src/cli/interruption.ts';
import type { MigrationMetrics } from '../../src/timing/metrics.ts';
import { xenNumbers, type Daemon } from './daemon.ts';
import { endingWithUs } from './ending-with-us.ts';
import { Gates } from './gates.ts';
import { Guest } from './guest.ts';
import type { JvmSettings } from './jvm-process.ts';
import { connect } from './migrate-jvm.ts';
import { buildNativeParts, Missing } from './native-build.ts';
import type { NativeParts } from './native-parts.ts';
import { pageBytes } from './ranges.ts';

const linkBytesPerSecond = 64e6;
/** A frame on the wire: its content and a header. */
const frameBytes = pageBytes + 8;
const heapBytes = 128 * 2 ** 20;
/** What simulate assumes that a VM has beside the heap of a log. */
const otherBytes = 256 * 2 ** 20;
const warmUpSeconds = 10;
const afterSeconds = 15;
/** Beyond this share of a migration in which nothing is sent, the machine was too busy to compare with a model of the link. */
const starvedShare = 0.25;

interface Measured {
  readonly iterations: number;
  readonly megabytes: number;
  readonly seconds: number;
  readonly downtimeSeconds: number;
}

/** Migrates a freely running JVM at a set link rate, beside `simulate` on the log of the same run. */
async function main(out: string): Promise<void> {
  const sources = join(packageFolder(), 'examples/real-jvm');
  const native = await buildNativeParts({ sources, into: join(out, 'real-jvm') });
  const rows: object[] = [];
  console.log('workload  design      what      iterations    sent   total  downtime');
  for (const workload of ['garbage', 'cache']) {
    for (const design of ['xen', 'hardened'] as const) {
      const log = join(out, 'real-jvm', `${workload}-${design}.gc.log`);
      const { measured, at } = await migrateFreely(native, { workload, design, log });
      const simulated = await simulate(log, { design, at, out });
      show([workload, design, 'measured'], measured);
      show([workload, design, 'simulated'], simulated);
      const error = (key: keyof Measured): string =>
        `${key} ${percent(simulated[key], measured[key])}`;
      const lag = measured.seconds - (measured.megabytes * 1e6) / linkBytesPerSecond;
      const isStarved = lag > starvedShare * measured.seconds;
      if (isStarved) {
        console.log(
          `  NOT comparable: the daemon was behind the link for ${lag.toFixed(1)} of ${measured.seconds.toFixed(1)} s`,
        );
      }
      console.log(
        `  error: ${(['megabytes', 'seconds', 'downtimeSeconds'] as const).map(error).join(', ')}`,
      );
      rows.push({
        workload,
        design,
        isStarved,
        atSeconds: at,
        linkBytesPerSecond,
        measured,
        simulated,
      });
    }
  }
  const file = join(out, 'real-jvm', 'measured.json');
  writeWhole(file, `${JSON.stringify(rows, undefined, 1)}\n`);
  console.log(`written: ${file}`);
}

function percent(simulated: number, measured: number): string {
  const error = Math.round((100 * (simulated - measured)) / measured);
  return `${error > 0 ? '+' : ''}${error} %`;
}

function show([workload, design, what]: readonly [string, string, string], each: Measured): void {
  const cells = [
    workload.padEnd(10),
    design.padEnd(12),
    what.padEnd(10),
    String(each.iterations).padStart(10),
    `${each.megabytes.toFixed(0)} MB`.padStart(8),
    `${each.seconds.toFixed(1)} s`.padStart(8),
    `${each.downtimeSeconds.toFixed(3)} s`.padStart(10),
  ];
  console.log(cells.join(''));
}

interface FreeRun {
  readonly workload: string;
  readonly design: DesignName;
  readonly log: string;
}

async function migrateFreely(
  native: NativeParts,
  { workload, design, log }: FreeRun,
): Promise<{ readonly measured: Measured; readonly at: number }> {
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
    await sleep(1000 * warmUpSeconds);
    const at = (performance.now() - started) / 1000;
    const gates = new Gates({ isOpen: true });
    const link = new Link();
    const { daemon, held } = connect({
      guest,
      gates,
      design: designs[design],
      numbers: xenNumbers,
      transmit: (frames) => link.take(frames * frameBytes),
    });
    const begin = performance.now();
    await daemon.run();
    const measured = measuredOf(daemon, { begin, heldSince: held() });
    guest.onStop = undefined;
    await sleep(1000 * afterSeconds);
    return { measured, at };
  } finally {
    guest.close();
  }
}

function measuredOf(
  { iterations, resumedMs, pausedMs }: Daemon,
  { begin, heldSince }: { readonly begin: number; readonly heldSince: number | undefined },
): Measured {
  const frames = iterations.reduce((sum, { sent }) => sum + sent, 0);
  return {
    iterations: iterations.length,
    megabytes: (frames * frameBytes) / 1e6,
    seconds: (resumedMs - begin) / 1000,
    downtimeSeconds: (resumedMs - (heldSince ?? pausedMs)) / 1000,
  };
}

/** A link that takes so many bytes a second: whoever sends more waits. */
class Link {
  #freeAtMs = 0;

  async take(bytes: number): Promise<void> {
    const now = performance.now();
    this.#freeAtMs = Math.max(this.#freeAtMs, now) + (1000 * bytes) / linkBytesPerSecond;
    if (this.#freeAtMs - now > 2) await sleep(this.#freeAtMs - now);
  }
}

async function simulate(
  log: string,
  { design, at, out }: { readonly design: DesignName; readonly at: number; readonly out: string },
): Promise<Measured> {
  const json = join(out, 'real-jvm', 'simulated.json');
  const program = join(packageFolder(), 'dist/src/cli/main.js');
  const options = [
    'simulate',
    '--workload',
    log,
    '--design',
    design,
    '--vm',
    `${(heapBytes + otherBytes) / 2 ** 20}MiB`,
  ];
  const link = [
    '--link',
    `${linkBytesPerSecond / 1e6}MB/s`,
    '--at',
    `${at.toFixed(1)}s`,
    '--warm-up',
    '3s',
  ];
  const places = ['--json', json, '--out', join(out, 'real-jvm')];
  const words = [program, ...options, ...link, ...places];
  await promisify(execFile)(...endingWithUs(process.execPath, words));
  const { results } = JSON.parse(readFileSync(json, 'utf8')) as {
    readonly results: readonly MigrationMetrics[];
  };
  const metrics = results[0]!;
  return {
    iterations: metrics.iterations.length,
    megabytes: metrics.bytesSent / 1e6,
    seconds: metrics.seconds,
    downtimeSeconds: metrics.downtimeSeconds,
  };
}

listenForSignals();
try {
  await main(process.argv[2] ?? 'reports');
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.log(`skipped: the measurement on a real JVM needs ${error.message}`);
}
