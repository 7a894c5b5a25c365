import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `npm run` starts everything in the folder of the package. */
const peers = 'src/bench/peers';

/** What another checker found and needed. */
export interface PeerRun {
  readonly states: number;
  /** Of the verifier alone: it is generated and compiled before. */
  readonly seconds: number;
  /** Of CPU, likewise of the verifier alone. */
  readonly cpuSeconds: number;
  /** Total actual memory usage, as the checker or the kernel reports it, per state. */
  readonly bytesPerState: number;
}

export interface SpinJob {
  /** A file of `src/bench/peers`. */
  readonly model: string;
  /** Macros of the model, as `-DNAME=VALUE` or `-DNAME`. */
  readonly defines: readonly string[];
  /** `reduced`: exact, with Spin's partial order. */
  readonly mode: 'exact' | 'bfs' | 'reduced';
  /** Binary logarithm of the slots of its hash table: about that of the states expected. */
  readonly slotBits: number;
}

/** Generates, compiles and runs a verifier: safety only, every state kept in full. */
export function searchBySpin({ model, defines, mode, slotBits }: SpinJob): PeerRun {
  const folder = mkdtempSync(join(tmpdir(), 'skipover-spin-'));
  const run = (command: string, given: readonly string[]): string => {
    const child = spawnSync(command, given, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (child.status === 0) return child.stdout;
    throw new Error(`${command} on ${model} ended with ${child.status}: ${child.stderr}`);
  };
  try {
    copyFileSync(join(peers, model), join(folder, 'model.pml'));
    run('spin', [...defines, '-a', 'model.pml']);
    const flags = ['-O2', '-DSAFETY', '-DMEMLIM=8000'];
    const modeFlags = { exact: ['-DNOREDUCE'], bfs: ['-DNOREDUCE', '-DBFS'], reduced: [] }[mode];
    run('gcc', [...flags, ...modeFlags, '-o', 'pan', 'pan.c']);
    const start = performance.now();
    // The shell prints last what its children have used.
    const reported = run('sh', ['-c', `./pan -E -m1000000 -w${slotBits} && times`]);
    return parse(reported, (performance.now() - start) / 1000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parse(reported: string, seconds: number): PeerRun {
  const number = (pattern: RegExp): number => {
    const value = Number(pattern.exec(reported)?.[1]);
    if (!Number.isFinite(value)) throw new Error(`Spin did not report ${pattern}: ${reported}`);
    return value;
  };
  if (/not completed/.test(reported))
    throw new Error(`Spin did not complete its search: ${reported}`);
  const states = number(/([\d.e+]+) states, stored/);
  const megabytes = number(/([\d.]+)\s+total actual memory usage/);
  return {
    states,
    seconds,
    cpuSeconds: childSeconds(reported),
    bytesPerState: (megabytes * 2 ** 20) / states,
  };
}

/** CPU seconds of its children, as the `times` of a shell reports them on its last line. */
export function childSeconds(reported: string): number {
  const times = reported.trim().split('\n').at(-1)!;
  const [minutes = 0, userSeconds = 0, more = 0, systemSeconds = 0] = times
    .split(/[ms\s]+/)
    .map(Number);
  return (minutes + more) * 60 + userSeconds + systemSeconds;
}
