import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { program } from './program-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the program with `out` for its results, and interrupts it half a second into its work. */
async function interrupted(out: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [program, '--out', out, ...args]);
  const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  while (!existsSync(join(out, 'results'))) await pause(20);
  await pause(500);
  child.kill('SIGINT');
  const [[code], stdout, stderr] = await ended;
  return { code: code as number, stdout, stderr };
}

describe('an interruption: 130, and no file', () => {
  test.each([
    ['check', '--design', 'hardened', '--scope', 'ci'],
    ['simulate', '--design', 'xen', '--design', 'xen'],
  ])('%s', async (...args) => {
    const out = mkdtempSync(join(folder, 'out-'));
    const { code, stdout, stderr } = await interrupted(out, args);
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(/interrupted[^\n]*\n$/);
    const files = readdirSync(out, { withFileTypes: true, recursive: true });
    expect(files.filter((entry) => entry.isFile())).toEqual([]);
  });
});
