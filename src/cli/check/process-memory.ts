import { totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { InputError } from '../../foundation/input-error.ts';

/** Of the process before it has found a state: Node, the program, its threads and compiled code. Measured: 105 to
 * 125 MiB of one search on Node 20.20. */
const baselineMiB = 128;
/** What must be left for states. */
const leastMiB = 16;
/** How often what is no longer used is collected because memory seems to run out. */
const msBetweenCollections = 2_000;

/** Refuses a limit that the process passes before its first state. */
export function requireMemoryLimit(maxMemory: number | undefined): void {
  if (maxMemory === undefined || maxMemory >= baselineMiB + leastMiB) return;
  throw new InputError(
    'usage',
    `--max-memory ${maxMemory}: the process takes about ${baselineMiB} MiB before it has found a state; ` +
      `give ${baselineMiB + leastMiB} or more`,
  );
}

/** The bytes that the complete process may take: what was asked for, or three quarters of what the machine has. */
export function processBytesMax(maxMemory: number | undefined): number {
  if (maxMemory !== undefined) return maxMemory * 2 ** 20;
  return Math.floor(0.75 * Math.min(totalmem(), process.constrainedMemory() || Infinity));
}

/** The part of these that states may take. */
export function stateBytesMax(maxMemory: number | undefined): number {
  return processBytesMax(maxMemory) - baselineMiB * 2 ** 20;
}

/**
 * Whether the complete process, all its searches included, may grow by so many bytes: its resident set is what counts.
 * Arrays that were replaced by larger ones are collected before the answer is no.
 */
export function memoryQuestion(bytesMax: number): (growth: number) => boolean {
  let collectedAt = -Infinity;
  const fits = (growth: number): boolean => process.memoryUsage.rss() + growth <= bytesMax;
  return (growth) => {
    if (fits(growth)) return true;
    if (performance.now() < collectedAt + msBetweenCollections) return false;
    collectedAt = performance.now();
    collect();
    return fits(growth);
  };
}

let collector: (() => void) | undefined;

/** Node gives the collector away only behind a flag, which may be set while it runs. */
function collect(): void {
  if (collector === undefined) {
    setFlagsFromString('--expose-gc');
    collector = runInNewContext('gc') as () => void;
  }
  collector();
}
