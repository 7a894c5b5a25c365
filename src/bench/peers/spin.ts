import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What Spin found in one exhaustive run that goes on past every error. */
export interface SpinResult {
  /** Distinct states. */
  readonly states: number;
  readonly violated: ReadonlySet<'S1' | 'S2' | 'D'>;
}

/** Why Spin cannot run here, or `undefined` where it can. */
export function spinIsMissing(): string | undefined {
  for (const [program, ...rest] of [['spin', '-V'] as const, ['gcc', '--version'] as const]) {
    if (spawnSync(program, rest).status === 0) continue;
    return `${program} is missing: on Debian, apt-get install spin gcc`;
  }
  return undefined;
}

/**
 * Compiles a Promela model of this folder with the given switches and explores all of it, breadth
 * first. S2 is the assertion over bits at suspension, S1 every other assertion, D an invalid end state.
 * Needs spin and gcc; throws with what they say where they fail, and where memory ran out.
 */
export function runSpin(
  model: string,
  switches: readonly string[],
  { memoryMb = 3_000 }: { readonly memoryMb?: number } = {},
): SpinResult {
  const folder = mkdtempSync(join(tmpdir(), 'skipover-spin-'));
  try {
    copyFileSync(fileURLToPath(new URL(model, import.meta.url)), join(folder, 'model.pml'));
    const inFolder = { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
    execFileSync('spin', ['-a', ...switches, 'model.pml'], inFolder);
    const flags = ['-O1', '-w', '-DSAFETY', '-DNOREDUCE', '-DBFS', `-DMEMLIM=${memoryMb}`];
    execFileSync('gcc', [...flags, '-o', 'pan', 'pan.c'], inFolder);
    const text = execFileSync(join(folder, 'pan'), ['-c0', '-m1000000', '-w20'], inFolder);
    return resultOf(text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultOf(text: string): SpinResult {
  const stored = /^\s*([\d.e+]+) states, stored/m.exec(text)?.[1];
  if (stored === undefined || /Search not completed|out of memory|max search depth/.test(text)) {
    throw new Error(`Spin did not finish: ${text.slice(-500)}`);
  }
  const violated = new Set<'S1' | 'S2' | 'D'>();
  for (const [, kind, rest] of text.matchAll(
    /^pan:\d+: (assertion violated|invalid end state)(.*)$/gm,
  )) {
    if (kind === 'invalid end state') violated.add('D');
    else violated.add(/^\s*\(\(?tb\[/.test(rest!) ? 'S2' : 'S1');
  }
  return { states: Number(stored), violated };
}
