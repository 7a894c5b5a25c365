import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { designs } from '../../models/design.ts';
import { nextSetBit } from '../layout/bitmap.ts';
import { LayoutBuilder } from '../layout/layout.ts';
import { workloadOfModel } from '../timing/model-workload.ts';
import { paperCosts, paperParameters, presetModel, valuesOf } from '../timing/paper/parameters.ts';
import { simulate } from '../timing/simulate.ts';
import { pageBytes } from '../timing/workload.ts';

/**
 * `npm run bench:scale [-- GIB...]`: what migrating derby costs in a VM of 1 GiB and more, over a link that
 * grows alike, each in a process of its own; beside it the limit: finding every set bit of the same bitmaps,
 * once per frame that was sent.
 */
const defaultGibibytes = [1, 4, 16, 64, 256, 1024];
const bitsPerSecond = 0.5e9;

/** Of this process: other programs on the machine shall not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

interface Measured {
  readonly gibibytes: number;
  readonly design: string;
  readonly simulatedSeconds: number;
  readonly steps: number;
  readonly realSeconds: number;
  readonly scanSeconds: number;
  readonly residentMebibytes: number;
}

function measure(gibibytes: number, design: 'xen' | 'hardened'): Measured {
  const frames = (gibibytes * 2 ** 30) / pageBytes;
  const values = valuesOf(paperParameters);
  const costs = { ...paperCosts(values), linkBytesPerSecond: (gibibytes * bitsPerSecond) / 8 };
  const derby = presetModel('derby', values);
  // In a VM of 1 GiB there is room for half of Young, which is filled in half the time.
  const room = Math.min(1, (gibibytes * 2 ** 29) / derby.youngBytes);
  const model = {
    ...derby,
    youngBytes: derby.youngBytes * room,
    periodSeconds: derby.periodSeconds * room,
    pauseSeconds: derby.pauseSeconds * room,
  };
  const workload = workloadOfModel(model, frames, { seed: 1 });
  const start = cpuSeconds();
  const metrics = simulate({
    designName: design,
    design: designs[design],
    workload,
    vmBytes: gibibytes * 2 ** 30,
    costs,
  });
  const realSeconds = cpuSeconds() - start;
  return {
    gibibytes,
    design,
    simulatedSeconds: metrics.seconds,
    steps: metrics.steps,
    realSeconds,
    scanSeconds: scan(frames, metrics.framesSent),
    residentMebibytes: process.resourceUsage().maxRSS / 1024,
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

function measureApart(gibibytes: number, design: string): Measured {
  const script = fileURLToPath(import.meta.url);
  const child = spawnSync(process.execPath, [script, '--child', `${gibibytes}`, design], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0)
    throw new Error(`${gibibytes} GiB under ${design} ended with ${child.status}`);
  return JSON.parse(child.stdout) as Measured;
}

const [, , first, ...rest] = process.argv;
if (first === '--child') {
  console.log(JSON.stringify(measure(Number(rest[0]), rest[1] as 'xen' | 'hardened')));
} else {
  const given = process.argv.slice(2).map(Number);
  for (const gibibytes of given.length > 0 ? given : defaultGibibytes) {
    for (const design of ['xen', 'hardened']) {
      const each = measureApart(gibibytes, design);
      console.log(
        [
          `${each.gibibytes} GiB`.padEnd(9),
          each.design.padEnd(9),
          `${each.simulatedSeconds.toFixed(1)} s simulated`,
          `${(each.steps / 1e6).toFixed(1)} M steps`,
          `${each.realSeconds.toFixed(2)} s, ${(each.steps / each.realSeconds / 1e6).toFixed(1)} M steps/s`,
          `${(each.realSeconds / each.scanSeconds).toFixed(0)} times a mere scan`,
          `${each.residentMebibytes.toFixed(0)} MiB`,
        ].join('  '),
      );
    }
  }
}
