import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { departure } from '../files/schema.ts';
import { program, runHere, runProgram, type Ended } from '../program-run.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** An adapter of a lock, in a shell-free script. `fault` changes what it does. */
const adapter = `
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
const fault = process.argv[2];
let state = {};
const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\\n');
let steps = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const { type, process: name, action } = JSON.parse(line);
  if (type === 'hello') say({ type, protocol: 1, name: 'lock', version: '2', settles: true,
    actions: ['client0', ...(fault === 'lazy' ? [] : ['client1'])], observes: ['granted'],
    gates: fault === 'gate' ? ['beforeGrant'] : [] });
  else if (type === 'bye') { say({ type }); break; }
  else {
    steps++;
    if (fault === 'dies' && steps === 4) process.exit(3);
    if (fault === 'isKilled' && steps === 4) {
      spawn('sleep', ['300'], { stdio: 'inherit' });
      process.kill(process.pid, 'SIGKILL');
    }
    if (fault === 'mute' && steps === 4) continue;
    if (fault === 'error' && steps === 4) { say({ type: 'error', message: 'out of locks' }); continue; }
    if (fault === 'foreign') { say({ type: 'observe', state: { holder: 1 } }); continue; }
    if (type === 'reset') state = { queue: [], granted: 0 };
    const client = Number(name?.at(-1));
    if (action === 'request') state.queue.push(client + 1);
    if (action === 'release') state.granted = 0;
    if (state.granted === 0 && state.queue.length > 0) state.granted = state.queue.shift();
    console.error('granted to ' + state.granted);
    say({ type: 'observe', state: { granted: state.granted } });
  }
}
`;

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  for (const [name, target] of [
    ['skipover', root],
    ['xstate', join(root, 'node_modules', 'xstate')],
  ] as const) {
    symlinkSync(target, join(folder, 'node_modules', name));
  }
  const source = readFileSync(join(root, 'examples/adapters/lock-model.ts'), 'utf8');
  writeFileSync(join(folder, 'lock.mjs'), transformSync(source, { loader: 'ts' }).code);
  writeFileSync(join(folder, 'adapter.mjs'), adapter);
});

function driving(command: readonly string[], flags: readonly string[] = []): string[] {
  const few = ['--runs', '3', '--max-steps', '30'];
  return ['drive', '--system', 'lock.mjs', ...few, ...flags, '--', ...command];
}

/** What the adapter prints to standard error is not in the result: it goes past this process. */
function drive(command: readonly string[], ...flags: string[]): Promise<Ended> {
  return runHere(folder, driving(command, flags));
}

function driveAdapter(fault: string, ...flags: string[]): Promise<Ended> {
  return drive([process.execPath, 'adapter.mjs', fault], ...flags);
}

/** Whether a process does anything any more: one that has ended and was not waited for does not. */
function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
}

describe('skipover drive', () => {
  test('writes a result that keeps its schema, and passes standard error through', () => {
    const { code, stdout, stderr } = runProgram(
      folder,
      driving([process.execPath, 'adapter.mjs', 'none'], ['--json', 'drive.json']),
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining('conforms')]);
    expect(stderr).toContain('granted to 1');
    const result: unknown = JSON.parse(readFileSync(join(folder, 'drive.json'), 'utf8'));
    expect(departure('drive', result)).toBeUndefined();
    expect(result).toMatchObject({
      verdict: 'conforms',
      schedules: 3,
      implementation: { version: '2' },
    });
  });

  test.each([
    ['dies', 65, 'it ended with code 3 before it answered'],
    ['isKilled', 65, 'it ended by SIGKILL before it answered'],
    ['mute', 65, 'it did not answer within 2 s'],
    ['error', 65, 'error at step: out of locks'],
    ['foreign', 65, "the model has no 'holder'"],
  ])('an adapter that is broken (%s) is one line', async (fault, code, reason) => {
    const ended = await driveAdapter(fault, '--timeout', fault === 'mute' ? '2' : '30');
    const lines = ended.stderr.split('\n').filter((line) => line.startsWith('skipover: '));
    expect([ended.code, lines]).toEqual([code, [expect.stringContaining(reason)]]);
  });

  test.each([
    [['./nothing-there'], 'cannot be started'],
    [['true'], 'before it answered'],
    [['cat'], 'is not as the protocol says'],
  ])('%s is no adapter', async (command, reason) => {
    const { code, stderr } = await drive(command);
    expect([code, stderr]).toEqual([65, expect.stringContaining(reason)]);
  });

  test('what was declared and not reached ends with 15, and is named', async () => {
    const { code, stdout } = await driveAdapter('gate');
    expect([code, stdout]).toEqual([
      15,
      expect.stringContaining('never reached, though declared: gate beforeGrant'),
    ]);
  });

  test('no child of an adapter stays behind', async () => {
    const file = join(folder, 'child.pid');
    const script = `sleep 300 & echo $! > ${file}; exec ${process.execPath} adapter.mjs none`;
    expect((await drive(['sh', '-c', script])).code).toBe(0);
    const pid = Number(readFileSync(file, 'utf8'));
    expect(pid).toBeGreaterThan(0);
    // Killed at once; who has to take note of its end may be slow.
    await sleep(200);
    expect(isRunning(pid)).toBe(false);
  });

  test.each([
    [['drive', '--', 'true'], 64, 'name the model'],
    [['drive', '--design', 'published'], 64, 'name the adapter'],
    [
      ['drive', '--system', 'lock.mjs', '--paths', 'roads', '--', 'true'],
      64,
      "unknown kind of path 'roads'",
    ],
    [['drive', '--system', 'none.mjs', '--', 'true'], 65, 'none.mjs: no such file'],
    [['drive', '--system', 'adapter.json', '--', 'true'], 65, 'adapter.json'],
    [
      ['drive', '--system', 'lock.mjs', '--token', 'x', '--', 'true'],
      65,
      'cannot replay this token',
    ],
  ])('%j is refused', async (args, code, reason) => {
    writeFileSync(join(folder, 'adapter.json'), '{}');
    const ended = await runHere(folder, args);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(reason)]);
  });
});

/** A model with a mistake in an action that is taken late. */
function writeMistaken(): void {
  const right = readFileSync(join(folder, 'lock.mjs'), 'utf8');
  const thrown = right.replace(
    'granted.set(words, 0, 0)',
    `(() => { throw new Error('nobody has it') })()`,
  );
  expect(thrown).not.toBe(right);
  writeFileSync(join(folder, 'mistaken.mjs'), thrown);
}

const mistake = /^skipover: mistaken\.mjs: a mistake in the model: .*nobody has it.*\n$/;

const lines = [
  { process: 'client0', action: 'request' },
  { process: 'client1', action: 'request', state: { granted: 1 } },
  { process: 'client0', action: 'acquire' },
  { process: 'client0', action: 'release' },
  { process: 'client1', action: 'acquire', state: { granted: 2 } },
].map((line) => `${JSON.stringify(line)}\n`);

function judge(log: string, ...flags: string[]): Promise<Ended> {
  return runHere(folder, ['judge', '--system', 'lock.mjs', '--silent', 'server', ...flags, log]);
}

test.each([
  ['a schedule', ['--runs', '3']],
  ['covering paths', ['--paths', 'states']],
])('drive: a mistake in the model is one line and 65 (%s)', async (_what, flags) => {
  writeMistaken();
  const args = ['drive', '--system', 'mistaken.mjs', ...flags, '--', process.execPath];
  const { code, stderr } = await runHere(folder, [...args, 'adapter.mjs', 'none']);
  expect([code, stderr]).toEqual([65, expect.stringMatching(mistake)]);
});

describe('skipover judge', () => {
  test('a mistake in the model is one line and 65', async () => {
    writeMistaken();
    writeFileSync(join(folder, 'mistaken.ndjson'), lines.join(''));
    const silent = ['--silent', 'server'];
    const args = ['judge', '--system', 'mistaken.mjs', ...silent, 'mistaken.ndjson'];
    const { code, stderr } = await runHere(folder, args);
    expect([code, stderr]).toEqual([65, expect.stringMatching(mistake)]);
  });

  test('explains a log, plain or gzip', async () => {
    writeFileSync(join(folder, 'log.ndjson'), lines.join(''));
    writeFileSync(join(folder, 'log.ndjson.gz'), gzipSync(lines.join('')));
    for (const log of ['log.ndjson', 'log.ndjson.gz']) {
      const { code, stdout } = await judge(log, '--json', 'judge.json');
      expect([code, stdout]).toEqual([0, expect.stringContaining('5 of 5 lines explained')]);
      const result: unknown = JSON.parse(readFileSync(join(folder, 'judge.json'), 'utf8'));
      expect(departure('judge', result)).toBeUndefined();
      expect(result).toMatchObject({ verdict: 'explained', explained: 5 });
    }
  });

  test('refuses a log with a line less, at the line that shows it', async () => {
    writeFileSync(join(folder, 'less.ndjson'), lines.filter((_, at) => at !== 3).join(''));
    const { code, stdout } = await judge('less.ndjson');
    expect(code).toBe(14);
    expect(stdout).toContain('line 4 is not explained: no possible state allows client1 acquire');
    expect(stdout).toContain('client1 is in waiting: isGranted is false');
  });

  test('names the file and the line of a damaged log', async () => {
    writeFileSync(join(folder, 'cut.ndjson'), lines.join('').slice(0, -20));
    const { code, stderr } = await judge('cut.ndjson');
    expect([code, stderr]).toEqual([
      65,
      expect.stringContaining('cut.ndjson: line 5: not a complete JSON object'),
    ]);
  });

  test('follows a log that grows, and ends at the line that diverges', async () => {
    const log = join(folder, 'growing.ndjson');
    const args = [
      'judge',
      '--system',
      'lock.mjs',
      '--silent',
      'server',
      '--follow',
      '--idle',
      '60',
      log,
    ];
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (text) => (output += String(text)));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    expect(existsSync(log)).toBe(false);
    for (const line of [...lines, lines[4]!]) {
      appendFileSync(log, line.slice(0, 10));
      await sleep(60);
      appendFileSync(log, line.slice(10));
    }
    expect(await ended).toBe(14);
    expect(output).toContain('line 6 is not explained');
  });
});
