import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { childSeconds, type PeerRun } from './spin.ts';

/** `npm run` starts everything in the folder of the package. */
const program = 'dist/src/cli/main.js';

/** Threads that search cells. */
export const mainJobWorkers = availableParallelism();

/**
 * The main job, `npm start`, as a user runs it: every cell of the matrix on all cores, start-up and report included. States
 * are those of all cells.
 */
export function runMainJob(): PeerRun {
  const folder = mkdtempSync(join(tmpdir(), 'skipover-bench-'));
  try {
    const start = performance.now();
    // The shell prints last what its children have used.
    const command = '"$0" "$1" --out "$2" >"$2/printed" && times';
    const child = spawnSync('sh', ['-c', command, process.execPath, program, folder], {
      encoding: 'utf8',
    });
    if (child.status !== 0)
      throw new Error(`the main job ended with ${child.status}: ${child.stderr}`);
    const seconds = (performance.now() - start) / 1000;
    const { results } = JSON.parse(
      readFileSync(join(folder, 'results', 'check-matrix-quick.json'), 'utf8'),
    ) as {
      readonly results: readonly { readonly states: number; readonly bytesPerState: number }[];
    };
    const states = results.reduce((sum, cell) => sum + cell.states, 0);
    const bytes = results.reduce((sum, cell) => sum + cell.states * cell.bytesPerState, 0);
    return {
      states,
      seconds,
      cpuSeconds: childSeconds(child.stdout),
      bytesPerState: bytes / states,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
