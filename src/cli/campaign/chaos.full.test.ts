import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { Random } from '../../foundation/random.ts';
import { program, runProgram, type Ended } from '../program-run.ts';
import { hasRedis, redisNote, RedisServer } from './redis-server.ts';
import { filesThatDiffer, filesWithoutTimes } from './without-times.ts';

/** Fifteen cells of up to 60,000 states, and of some seconds, each with checkpoints. */
const cells = ['--design', 'hardened', '--hazard', 'remap,swap,share,lossyNetlink,abort,appExit'];
const check = [...cells, '--pairs', '--scope', 'small', '--max-states', '60000'];
const cellCount = 15;

const folder = mkdtempSync(join(tmpdir(), 'skipover-chaos-'));
afterAll(() => rmSync(folder, { recursive: true }));

const servers: RedisServer[] = [];
const workers = new Set<ChildProcess>();
afterEach(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  workers.clear();
  for (const server of servers.splice(0)) await server.remove();
});

async function redis(...options: readonly string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...options);
  servers.push(server);
  return server;
}

function skipover(server: RedisServer, ...args: readonly string[]): Ended {
  return runProgram(folder, args, { SKIPOVER_QUEUE: server.url });
}

/** A worker that goes away when nothing is left, or is killed. */
function startWorker(server: RedisServer): ChildProcess {
  const args = ['worker', '--once', '--cells', '1', '--lease', '2'];
  const kept = ['--checkpoints', join(folder, 'checkpoints'), '--checkpoint-every', '0.5'];
  const worker = spawn(process.execPath, [program, ...args, ...kept], {
    cwd: folder,
    env: { ...process.env, SKIPOVER_QUEUE: server.url },
    stdio: 'ignore',
  });
  workers.add(worker);
  return worker;
}

function ended(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => worker.once('exit', () => resolve()));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

let reference: Record<string, string> | undefined;

/** What one machine writes. */
function ofOneMachine(): Record<string, string> {
  if (reference === undefined) {
    const { code, stderr } = runProgram(folder, ['check', ...check, '--out', 'one']);
    expect([code, stderr]).toEqual([20, '']);
    reference = filesWithoutTimes(join(folder, 'one'));
  }
  return reference;
}

/** The report is that of one machine, and a cancelled campaign leaves nothing. */
function expectNothingLost(server: RedisServer, name: string): void {
  const status = skipover(server, 'campaign', 'status', name);
  expect(status.stdout).toMatch(
    new RegExp(`${name} +${cellCount}/${cellCount} +0 +0 +0 +complete`),
  );
  const out = `report-${name}`;
  expect(skipover(server, 'campaign', 'report', name, '--out', out).stderr).toBe('');
  expect(filesThatDiffer(ofOneMachine(), filesWithoutTimes(join(folder, out)))).toEqual([]);
  expect(skipover(server, 'campaign', 'cancel', name).code).toBe(0);
  expect(server.ask('KEYS', '*')).toEqual([]);
  const checkpoints = join(folder, 'checkpoints');
  expect(existsSync(checkpoints) ? readdirSync(checkpoints) : []).toEqual([]);
}

describe.skipIf(!hasRedis)(`${redisNote}nothing is lost and nothing is twice`, () => {
  test('with 12 SIGKILLs among 4 workers, and a crash of Redis', async () => {
    const server = await redis();
    const random = new Random(18);
    skipover(server, 'campaign', 'start', '--name', 'killed', ...check);
    const running = Array.from({ length: 4 }, () => startWorker(server));
    for (let kills = 0; kills < 12; kills++) {
      await pause(1_500 + random.below(2_000));
      const victim = random.below(running.length);
      running[victim]!.kill('SIGKILL');
      await ended(running[victim]!);
      running[victim] = startWorker(server);
      if (kills !== 5) continue;
      await server.kill();
      await pause(1_000);
      await server.begin();
    }
    await Promise.all(running.map(ended));
    expect(running.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expectNothingLost(server, 'killed');
  });

  test('with connections that are cut', async () => {
    const server = await redis();
    skipover(server, 'campaign', 'start', '--name', 'cut', ...check);
    const running = [startWorker(server), startWorker(server)];
    for (let cuts = 0; cuts < 6; cuts++) {
      await pause(1_500);
      server.ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    }
    await Promise.all(running.map(ended));
    expect(running.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expectNothingLost(server, 'cut');
  });

  test('with a Redis whose memory is full for a time', async () => {
    const server = await redis();
    server.ask('CONFIG', 'SET', 'maxmemory', '1mb');
    const refused = skipover(server, 'campaign', 'start', '--name', 'full', ...check);
    expect([refused.code, refused.stderr]).toEqual([64, expect.stringContaining('is full')]);
    server.ask('CONFIG', 'SET', 'maxmemory', '0');
    skipover(server, 'campaign', 'start', '--name', 'full', ...check);
    const running = [startWorker(server), startWorker(server)];
    await pause(4_000);
    server.ask('CONFIG', 'SET', 'maxmemory', '1mb');
    await pause(8_000);
    server.ask('CONFIG', 'SET', 'maxmemory', '0');
    await Promise.all(running.map(ended));
    expect(running.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expectNothingLost(server, 'full');
  });

  test('and nothing is left of a campaign that is cancelled while workers are in it', async () => {
    const server = await redis();
    skipover(server, 'campaign', 'start', '--name', 'gone', ...check);
    const running = [startWorker(server), startWorker(server)];
    await pause(5_000);
    // One of them is dead when the campaign is cancelled.
    running[0]!.kill('SIGKILL');
    const cancelled = skipover(server, 'campaign', 'cancel', 'gone');
    expect([cancelled.code, cancelled.stderr]).toEqual([0, '']);
    await Promise.all(running.map(ended));
    const left = server.ask('KEYS', '*');
    expect(left).toEqual([]);
  });

  test('and a Redis that may drop jobs is refused', async () => {
    const server = await redis('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru');
    const { code, stderr } = skipover(server, 'campaign', 'status');
    expect([code, stderr]).toEqual([64, expect.stringContaining('set noeviction')]);
  });
});
