import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childSeconds, type PeerRun } from './spin.ts';

/** `npm run` starts everything in the folder of the package. */
const model = 'src/bench/peers/mig.m';

export interface RumurJob {
  /** N, V and I. */
  readonly bounds: readonly [number, number, number];
  readonly threads: number;
}

export function rumurIsMissing(): boolean {
  return (
    spawnSync('rumur', ['--version']).status !== 0 || spawnSync('cc', ['--version']).status !== 0
  );
}

/**
 * Generates, compiles and runs a verifier of MIG: every state, no symmetry. States in which the invariant is
 * violated rumur counts as errors. The memory is the most that the process had, looked at ten times a second.
 */
export function searchByRumur({ bounds: [n, v, i], threads }: RumurJob): PeerRun {
  const folder = mkdtempSync(join(tmpdir(), 'skipover-rumur-'));
  const run = (command: string, given: readonly string[]): string => {
    const child = spawnSync(command, given, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (child.status === 0) return child.stdout;
    throw new Error(`${command} ended with ${child.status}: ${child.stderr}`);
  };
  try {
    const constants = `const N: ${n}; V: ${v}; I: ${i};\n`;
    writeFileSync(join(folder, 'mig.m'), constants + readFileSync(model, 'utf8'));
    const machineReadable = [
      '--output-format',
      'machine-readable',
      '--counterexample-trace',
      'off',
    ];
    const complete = ['--deadlock-detection', 'off', '--max-errors', '100000000'];
    run('rumur', [
      'mig.m',
      ...machineReadable,
      ...complete,
      '--threads',
      `${threads}`,
      '-o',
      'mig.c',
    ]);
    run('cc', ['-O3', '-march=native', '-mcx16', '-o', 'mig', 'mig.c', '-lpthread']);
    const start = performance.now();
    // It ends with an error, for MIG is violated. The shell prints last what its children have used.
    const reported = run('sh', [
      '-c',
      './mig > reported & pid=$!; while grep VmHWM /proc/$pid/status; do sleep 0.1; done; wait; tail -3 reported; times',
    ]);
    return parse(reported, (performance.now() - start) / 1000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parse(reported: string, seconds: number): PeerRun {
  const summary = /<summary states="(\d+)" rules_fired="\d+" errors="(\d+)"/.exec(reported);
  const kilobytes = Number([...reported.matchAll(/VmHWM:\s+(\d+) kB/g)].at(-1)?.[1]);
  if (summary === null || !Number.isFinite(kilobytes)) {
    throw new Error(`rumur did not end with a summary: ${reported.slice(-300)}`);
  }
  const states = Number(summary[1]) + Number(summary[2]);
  return {
    states,
    seconds,
    cpuSeconds: childSeconds(reported),
    bytesPerState: (kilobytes * 1024) / states,
  };
}
