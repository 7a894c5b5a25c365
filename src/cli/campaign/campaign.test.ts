import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Ended, runHere, runProgram } from '../program-run.ts';
import { hasRedis, redisNote, RedisServer } from './redis-server.ts';
import { filesThatDiffer, filesWithoutTimes } from './without-times.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-campaign-'));
const password = 'correct horse';
let server: RedisServer;
beforeAll(async () => {
  if (hasRedis) server = await RedisServer.start('--requirepass', password);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server?.remove();
});

const queue = (): Readonly<Record<string, string>> => ({
  SKIPOVER_QUEUE: server.url,
  SKIPOVER_QUEUE_PASSWORD: password,
});
const skipover = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runHere(folder, args, { ...queue(), ...env });
/** A worker has threads, and ends by signals: a process of its own. */
const worker = (...args: readonly string[]): Ended =>
  runProgram(folder, ['worker', '--once', ...args], queue());

function keys(): string[] {
  return server.ask('--no-auth-warning', '-a', password, 'KEYS', '*');
}

const cells = ['--design', 'published', '--hazard', 'remap,swap,lossyNetlink', '--pairs'];
const check = [...cells, '--scope', 'small', '--max-states', '500'];
const refusals: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['a wrong password', { SKIPOVER_QUEUE_PASSWORD: 'top-secret' }],
  ['no URL', { SKIPOVER_QUEUE: 'top-secret' }],
  ['no password', { SKIPOVER_QUEUE_PASSWORD: '' }],
  ['a wrong user', { SKIPOVER_QUEUE_USER: 'nobody', SKIPOVER_QUEUE_PASSWORD: 'top-secret' }],
  ['no server', { SKIPOVER_QUEUE: 'redis://user:top-secret@127.0.0.1:1/0' }],
  ['another protocol', { SKIPOVER_QUEUE: 'https://user:top-secret@127.0.0.1' }],
];
const thorough = inject('thorough');
/** Each command is a process, and machines for tests are slow. */
const timeout = 240_000;

describe.skipIf(!hasRedis)(`${redisNote}a campaign`, () => {
  test(
    'does on workers what one machine does, and leaves nothing behind',
    { timeout },
    async () => {
      const start = ['campaign', 'start', '--name', 'nightly', ...check];
      const started = await skipover(start);
      expect([started.code, started.stderr]).toEqual([0, '']);
      expect(started.stdout).toContain('3 of 3 cells added to redis://127.0.0.1');
      // Started again, it adds nothing.
      expect((await skipover(start)).stdout).toContain('0 of 3 cells added');
      const early = await skipover(['campaign', 'report', 'nightly', '--out', 'early']);
      expect([early.code, early.stderr]).toEqual([
        20,
        'skipover: no report yet: nightly: 0 of 3 cells\n',
      ]);
      const worked = worker('--cells', '2');
      expect([worked.code, worked.stderr]).toEqual([0, '']);
      expect(worked.stdout.match(/^answered published, /gm)).toHaveLength(3);
      expect(await skipover(['campaign', 'watch', 'nightly'])).toMatchObject({
        code: 0,
        stdout: 'nightly: 3 of 3 cells\n',
      });
      expect((await skipover(['campaign', 'status'])).stdout).toMatch(
        /nightly +3\/3 +0 +0 +0 +complete/,
      );
      const one = await skipover(['check', ...check, '--out', 'one']);
      const report = await skipover(['campaign', 'report', 'nightly', '--out', 'all']);
      expect([report.code, report.stderr]).toEqual([one.code, '']);
      const before = filesWithoutTimes(join(folder, 'one'));
      expect(Object.keys(before).length).toBeGreaterThan(5);
      expect(filesThatDiffer(before, filesWithoutTimes(join(folder, 'all')))).toEqual([]);
      const cancelled = await skipover(['campaign', 'cancel', 'nightly']);
      expect([cancelled.code, cancelled.stderr]).toEqual([0, '']);
      expect(keys()).toEqual([]);
    },
  );

  test('is refused by a worker of another program', { timeout }, async () => {
    const record = { name: 'old', modelHash: '0123456789abcdef', program: 'fedcba9876543210' };
    const text = JSON.stringify({ ...record, startedAt: '', campaign: {} });
    server.ask('--no-auth-warning', '-a', password, 'HSET', 'skipover:campaigns', 'old', text);
    const { code, stderr } = worker();
    expect([code, stderr]).toEqual([
      65,
      expect.stringContaining("campaign 'old' is of another program (model 0123456789abcdef"),
    ]);
    expect((await skipover(['campaign', 'cancel', 'old'])).code).toBe(0);
    expect(keys()).toEqual([]);
  });

  test.skipIf(!thorough)('is a file too', { timeout }, async () => {
    const spec = { schema: 'skipover-campaign/1', check: { scenario: 1, scope: 'small' } };
    writeFileSync(join(folder, 'spec.json'), JSON.stringify(spec));
    writeFileSync(join(folder, 'spec.ts'), `export default ${JSON.stringify(spec)} as const;`);
    for (const file of ['spec.json', 'spec.ts']) {
      const { code, stdout } = await skipover(['campaign', 'start', '--name', 'file', file]);
      expect([code, stdout]).toEqual([0, expect.stringContaining('2 cells added')]);
    }
    writeFileSync(join(folder, 'bad.json'), JSON.stringify({ ...spec, check: { scop: 'x' } }));
    const bad = await skipover(['campaign', 'start', '--name', 'bad', 'bad.json']);
    expect([bad.code, bad.stderr]).toEqual([65, expect.stringContaining('check.scop')]);
    const other = await skipover(['campaign', 'start', '--name', 'file', '--pairs']);
    expect([other.code, other.stderr]).toEqual([
      64,
      expect.stringContaining('does something else'),
    ]);
    expect((await skipover(['campaign', 'cancel', 'file'])).code).toBe(0);
    expect(keys()).toEqual([]);
  });

  test.each(thorough ? refusals : refusals.slice(0, 2))(
    'with %s is refused in one line without secrets',
    { timeout },
    async (_what, env) => {
      for (const verbose of [{}, { SKIPOVER_VERBOSE: '1' }]) {
        const { code, stdout, stderr } = await skipover(['campaign', 'status'], {
          ...env,
          ...verbose,
        });
        expect([code, stdout]).toEqual([64, '']);
        expect(stderr).toMatch(/^skipover: [^\n]+\n$/);
        expect(stderr).not.toContain('top-secret');
      }
    },
  );
});
