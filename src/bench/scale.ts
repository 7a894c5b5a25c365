import { renameSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { designs } from '../../models/design.ts';
import { nextSetBit } from '../layout/bitmap.ts';
import { LayoutBuilder } from '../layout/layout.ts';
import type { Costs } from '../timing/costs.ts';
import { workloadOfModel, type JvmModel } from '../timing/model-workload.ts';
import { paperCosts, paperParameters, presetModel, valuesOf } from '../timing/paper/parameters.ts';
import { simulate } from '../timing/simulate.ts';
import { pageBytes } from '../timing/workload.ts';
import { runApart } from './fresh-process.ts';
import { migratePlainly, type PlainPrecopy } from './peers/plain-precopy.ts';

/**
 * `npm run bench:scale [-- --json FILE] [GIB...]`: what migrating derby costs in a VM of 1 GiB and more, over
 * a link that grows alike (2 GiB over 1 Gbit/s), each in a process of its own. Beside it two yardsticks: the
 * same pre-copy as a plain loop without charts and checks (`peers/plain-precopy.ts`; Xen only), and the
 * limit, finding every set bit of the same bitmaps once per frame that was sent.
 */
const usage = 'usage: npm run bench:scale [-- --json FILE] [GIB...]';
const exitUsage = 64;
const gibibytesMax = 1024;
const defaultGibibytes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const bitsPerSecond = 0.5e9;

/** Of this process, all threads: other programs on the machine shall not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds are of CPU, but for those that are simulated. */
interface Measured {
  readonly gibibytes: number;
  readonly design: string;
  readonly simulatedSeconds: number;
  readonly framesSent: number;
  readonly iterations: number;
  readonly steps: number;
  readonly migrationSeconds: number;
  /** With the start of Node and the loading of modules. */
  readonly processSeconds: number;
  readonly scanSeconds: number;
  readonly residentMebibytes: number;
  readonly plain?: PlainMeasured;
}

interface PlainMeasured extends PlainPrecopy {
  readonly migrationSeconds: number;
  readonly processSeconds: number;
}

type Design = 'xen' | 'hardened';

/** The VM, its link and what runs in it. */
function settingOf(gibibytes: number): { model: JvmModel; frames: number; costs: Costs } {
  const values = valuesOf(paperParameters);
  const derby = presetModel('derby', values);
  // In a VM of 1 GiB there is room for half of Young, which is filled in half the time.
  const room = Math.min(1, (gibibytes * 2 ** 29) / derby.youngBytes);
  return {
    model: {
      ...derby,
      youngBytes: derby.youngBytes * room,
      periodSeconds: derby.periodSeconds * room,
      pauseSeconds: derby.pauseSeconds * room,
    },
    frames: (gibibytes * 2 ** 30) / pageBytes,
    costs: { ...paperCosts(values), linkBytesPerSecond: (gibibytes * bitsPerSecond) / 8 },
  };
}

function measurePlain(gibibytes: number): PlainMeasured {
  const { model, frames, costs } = settingOf(gibibytes);
  const start = cpuSeconds();
  const result = migratePlainly(model, frames, costs);
  const processSeconds = cpuSeconds();
  return { ...result, migrationSeconds: processSeconds - start, processSeconds };
}

function measure(gibibytes: number, design: Design): Measured {
  const { model, frames, costs } = settingOf(gibibytes);
  const workload = workloadOfModel(model, frames, { seed: 1 });
  const start = cpuSeconds();
  const metrics = simulate({
    designName: design,
    design: designs[design],
    workload,
    vmBytes: gibibytes * 2 ** 30,
    costs,
  });
  const processSeconds = cpuSeconds();
  return {
    gibibytes,
    design,
    simulatedSeconds: metrics.seconds,
    framesSent: metrics.framesSent,
    iterations: metrics.iterations.length,
    steps: metrics.steps,
    migrationSeconds: processSeconds - start,
    processSeconds,
    residentMebibytes: process.resourceUsage().maxRSS / 1024,
    scanSeconds: scan(frames, metrics.framesSent),
  };
}

/** Finds so many set bits in a full bitmap of so many frames. */
function scan(frames: number, found: number): number {
  const layout = new LayoutBuilder();
  const bitmap = layout.field('bitmap', 1, frames);
  const words = layout.build().zero().fill(0xffff_ffff);
  const start = cpuSeconds();
  let frame = 0;
  for (let count = 0; count < found; count++) {
    frame = nextSetBit(words, bitmap, frame) + 1;
    if (frame >= frames) frame = 0;
  }
  return cpuSeconds() - start;
}

function apart(...given: readonly string[]): unknown {
  return JSON.parse(runApart(new URL(import.meta.url), ['--child', ...given]));
}

function measureApart(gibibytes: number, design: Design): Measured {
  const measured = apart(`${gibibytes}`, design) as Measured;
  if (design !== 'xen') return measured;
  return { ...measured, plain: apart(`${gibibytes}`, 'plain') as PlainMeasured };
}

function rowOf(each: Measured): string {
  const { plain, migrationSeconds, steps } = each;
  const times = (of: number, by: number): string => (of / by).toFixed(1);
  return [
    `${each.gibibytes} GiB`.padEnd(9),
    each.design.padEnd(9),
    `${each.simulatedSeconds.toFixed(1)} s simulated`,
    `${(steps / 1e6).toFixed(1)} M steps`,
    `${migrationSeconds.toFixed(2)} s, ${times(steps / 1e6, migrationSeconds)} M steps/s`,
    `${times(migrationSeconds, each.scanSeconds)} times a mere scan`,
    `${each.residentMebibytes.toFixed(0)} MiB`,
    ...(plain === undefined
      ? []
      : [
          `${times(migrationSeconds, plain.migrationSeconds)} times a plain loop ` +
            `(${times(each.processSeconds, plain.processSeconds)} with start-up), which sends ` +
            `${(100 * (plain.framesSent / each.framesSent)).toFixed(1)} % of the frames ` +
            `in ${plain.iterations} instead of ${each.iterations} iterations`,
        ]),
  ].join('  ');
}

function machine(): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} virtual cores (${processor?.model.trim()}), ${memory} GiB, Node ${process.version}`;
}

function bench(): void {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'string' } },
    allowPositionals: true,
  });
  const sizes = positionals.length > 0 ? positionals.map(Number) : defaultGibibytes;
  const isSize = (size: number): boolean =>
    Number.isInteger(size) && size >= 1 && size <= gibibytesMax;
  if (!sizes.every(isSize)) throw new Error(`GiB are whole numbers from 1 to ${gibibytesMax}`);
  if (values.json !== undefined) writeFileSync(`${values.json}.partial`, '');
  const results = sizes.flatMap((gibibytes) =>
    (['xen', 'hardened'] as const).map((design) => {
      const measured = measureApart(gibibytes, design);
      console.log(rowOf(measured));
      return measured;
    }),
  );
  if (values.json === undefined) return;
  const command = ['npm run bench:scale --', '--json FILE', ...positionals].join(' ');
  const text = JSON.stringify({ command, machine: machine(), results }, null, 2);
  writeFileSync(`${values.json}.partial`, `${text}\n`);
  renameSync(`${values.json}.partial`, values.json);
}

const [, , first, size, what] = process.argv;
if (first === '--child') {
  const measured =
    what === 'plain' ? measurePlain(Number(size)) : measure(Number(size), what as Design);
  console.log(JSON.stringify(measured));
} else {
  try {
    bench();
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exitCode = exitUsage;
  }
}
