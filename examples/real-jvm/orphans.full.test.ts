import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { GuestFolder, scratchFolder } from './guest-folder.ts';
import { buildNativeParts, Missing } from './native-build.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-orphans-'));
afterAll(() => rmSync(folder, { recursive: true }));
const program = fileURLToPath(
  new URL('../../dist/development/examples/real-jvm/demo.js', import.meta.url),
);
const sources = fileURLToPath(new URL('.', import.meta.url));

async function missing(): Promise<string | undefined> {
  try {
    await buildNativeParts({ sources, into: join(folder, 'native') });
    return undefined;
  } catch (error) {
    if (error instanceof Missing) return error.message;
    throw error;
  }
}

const reason = await missing();
const scratch = scratchFolder(existsSync);

interface Process {
  readonly pid: number;
  readonly words: string;
  readonly parent: number;
  readonly threads: number;
  /** Distinguishes it from a later process of the same number. */
  readonly startedAt: string;
}

/** A process that lives; a zombie does not. */
function processOf(pid: number): Process | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const [parent, threads] = [Number(fields[1]), Number(fields[17])];
    return { pid, words, parent, threads, startedAt: fields[19]! };
  } catch {
    return undefined;
  }
}

function childrenOf(parent: number): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? [])
    .filter((each) => each.parent === parent);
}

function isAlive({ pid, startedAt }: Process): boolean {
  return processOf(pid)?.startedAt === startedAt;
}

const isAtWork =
  (word: string) =>
  ({ words, threads }: Process): boolean =>
    words.includes(word) && threads > 1;

/** The children of the demonstration, once one of them has these words and is at work. */
async function childrenWith(demo: ChildProcess, word: string): Promise<Process[]> {
  for (;;) {
    const children = childrenOf(demo.pid!);
    if (children.some(isAtWork(word))) return children;
    if (demo.exitCode !== null) throw new Error(`it ended with ${demo.exitCode}`);
    await sleep(5);
  }
}

function foldersOf(demo: ChildProcess): string[] {
  return readdirSync(scratch).filter((name) => name.startsWith(`skipover-guest-${demo.pid}-`));
}

test.skipIf(reason !== undefined).each([
  ['SIGTERM', 'the search for the schedule', '--design', false],
  ['SIGKILL', 'the search for the schedule', '--design', false],
  ['SIGINT', 'a JVM', '-agentpath', false],
  ['SIGTERM', 'a JVM that is suspended', '-agentpath', true],
  ['SIGKILL', 'a JVM', '-agentpath', false],
  ['SIGKILL', 'a JVM that is suspended', '-agentpath', true],
] as const)(
  'after %s nothing of the demonstration lives: %s',
  async (signal, _what, word, stops) => {
    const out = join(folder, word === '--design' ? signal : 'reports');
    const demo = spawn(process.execPath, [program, '--race', '3', '--runs', '2', '--out', out], {
      stdio: 'ignore',
    });
    const children = await childrenWith(demo, word);
    // A process that has just begun is left to run: it still has to ask the kernel to end it with its parent.
    if (stops) for (const jvm of children.filter(isAtWork(word))) process.kill(jvm.pid, 'SIGSTOP');
    demo.kill(signal);
    await once(demo, 'exit');
    await expect.poll(() => children.filter(isAlive), { timeout: 60_000 }).toEqual([]);
    // The next guest removes what a killed one could not.
    if (signal === 'SIGKILL') new GuestFolder(scratch).remove();
    expect(foldersOf(demo)).toEqual([]);
  },
  120_000,
);
