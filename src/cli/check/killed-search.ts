import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CheckResults } from '../../report/results.ts';
import { program } from '../program-run.ts';

// Searches of the built program that are killed and resumed, for tests.

/** What a run left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** When and how a run is ended. */
export interface Kill {
  readonly signal: 'SIGKILL' | 'SIGINT';
  /** The checkpoint whose next change starts the clock. */
  readonly watch: string;
  readonly afterMs: number;
}

/** The search that is killed. */
export const search: readonly string[] = ['check', '--design', 'published', '--workers', '2'];

function manifestOf(place: string): string {
  const file = join(place, 'checkpoint.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Runs the program with its results in `folder`, and ends it as `kill` says. */
export async function runUntil(
  folder: string,
  args: readonly string[],
  kill?: Kill,
): Promise<Ended> {
  const out = ['--out', join(folder, 'out')];
  const child = spawn(process.execPath, [program, ...args, ...out], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const before = kill && manifestOf(kill.watch);
  const timer = setInterval(() => {
    if (kill === undefined || manifestOf(kill.watch) === before) return;
    clearInterval(timer);
    setTimeout(() => child.kill(kill.signal), kill.afterMs);
  }, 2);
  const [[code], stderr] = await Promise.all([
    once(child, 'exit') as Promise<[number | null]>,
    text(child.stderr),
  ]);
  clearInterval(timer);
  return { code, stderr };
}

/** A search that was killed again and again, beside the same search in one run. */
export interface Resumed {
  /** Exit codes of the killed runs: null where the signal ended them. */
  readonly codes: readonly (number | null)[];
  readonly unbroken: Ended;
  readonly ended: Ended;
  /** What both results say, but for times: of the unbroken run, of the resumed one. */
  readonly reported: readonly [unknown, unknown];
}

/** Kills the search at so many moments, resumes it each time, and lets it end. Another moment each time: in the
 * search, between files of a checkpoint, within a file. */
export async function killAndResume(
  folder: string,
  checkpoint: string,
  kills: number,
): Promise<Resumed> {
  const [complete, resumed] = [join(folder, 'complete.json'), join(folder, 'resumed.json')];
  const unbroken = await runUntil(folder, [...search, '--json', complete]);
  const saving = ['--checkpoint', checkpoint, '--checkpoint-every', '0.001'];
  const codes: (number | null)[] = [];
  for (let at = 0; at < kills; at++) {
    const from = manifestOf(checkpoint) === '' ? [] : ['--resume', checkpoint];
    const kill = { signal: 'SIGKILL', watch: checkpoint, afterMs: (at * 13) % 29 } as const;
    codes.push((await runUntil(folder, [...search, ...saving, ...from], kill)).code);
  }
  const ended = await runUntil(folder, [...search, '--resume', checkpoint, '--json', resumed]);
  return { codes, unbroken, ended, reported: [resultsOf(complete), resultsOf(resumed)] };
}

function resultsOf(file: string): unknown {
  const { results } = JSON.parse(readFileSync(file, 'utf8')) as CheckResults;
  return results.map(({ seconds: _, ...entry }) => entry);
}
