import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { type Ended, program, runHere, runProgram } from './program-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-main-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'a-file');
writeFileSync(file, 'not a folder');
const subfolder = join(folder, 'a-folder');
mkdirSync(subfolder);

const run = (cwd: string, ...args: string[]): Promise<Ended> => runHere(cwd, args);

function newFolder(): string {
  return mkdtempSync(join(folder, 'new-'));
}

function filesUnder(place: string): string[] {
  const entries = readdirSync(place, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

/** The code, one line that names what was wrong and nothing else: no result, no file, no stack. */
async function expectRefusal(code: number, says: string, args: readonly string[]): Promise<void> {
  const cwd = newFolder();
  const { stderr, ...rest } = await run(cwd, ...args);
  expect(rest).toEqual({ code, stdout: '' });
  expect(stderr).toMatch(/^skipover: \S[^\n]*\n$/);
  expect(stderr).toContain(says);
  expect(filesUnder(cwd)).toEqual([]);
}

describe('usage, 64:', () => {
  test.each([
    ['bogus', ['bogus']],
    ['--bogus', ['check', '--bogus']],
    ['--max-states', ['simulate', '--max-states', '5']],
    ['--design', ['--design', 'hardened']],
    ['--design', ['check', '--design']],
    ['check', ['check', 'one.ts', 'other.ts']],
    ['file', ['replay']],
    ['replay', ['replay', 'one', 'other']],
    ["'0'", ['check', '--max-states', '0']],
    ["'-5'", ['check', '--max-states', '-5']],
    ["'1e400'", ['check', '--max-states', '1e400']],
    ["'1.5'", ['check', '--design', 'xen', '--max-states', '1.5']],
    ["'NaN'", ['check', '--max-seconds', 'NaN']],
    ["'-1'", ['check', '--max-seconds', '-1']],
    ["'one'", ['check', '--scenario', 'one']],
    ["'some'", ['check', '--reduce', 'some']],
    ['--liveness', ['check', '--reduce', 'order', '--liveness']],
    ['--workers', ['check', '--reduce', 'dead', '--workers', '2']],
  ])('%s, of %j', async (says, args) => {
    await expectRefusal(64, says, args);
  });
});

describe('an unwritable place, 64, before any work is done:', () => {
  const xen = ['check', '--design', 'xen'];
  test.each([
    ['a file for a folder', file, [...xen, '--out', file]],
    ['a folder below a file', file, [...xen, '--out', join(file, 'below')]],
    ['a folder below a file', file, ['simulate', '--out', join(file, 'below')]],
    ['a folder without a name', '--out', [...xen, '--out', '']],
    ['a folder for a file', subfolder, [...xen, '--json', subfolder]],
    ['a file that would be a folder', 'new/', [...xen, '--json', 'new/']],
    ['a file in no folder', 'there is no folder', [...xen, '--json', join('none', 'x.json')]],
    ['a file without a name', '--json', [...xen, '--json', '']],
    ['a name that is too long', 'xxx.json', [...xen, '--json', `${'x'.repeat(300)}.json`]],
  ])('%s', async (_what, says, args) => {
    await expectRefusal(64, says, args);
  });
});

describe('an unknown or contradictory name, 10:', () => {
  test.each(['toString', '__proto__'])('%j', async (name) => {
    await expectRefusal(10, `design '${name}'`, ['check', '--design', name]);
    await expectRefusal(10, `switch '${name}'`, ['check', '--design', `xen:${name}=drop`]);
    await expectRefusal(10, `'${name}'`, ['check', '--design', `xen:bitmapReset=${name}`]);
    await expectRefusal(10, `hazard '${name}'`, ['check', '--hazard', name]);
    await expectRefusal(10, `scope '${name}'`, ['check', '--scope', name]);
  });

  test.each([
    ["'nope'", ['simulate', '--design', 'nope']],
    ["switch ''", ['check', '--design', 'xen:']],
    ["'never='", ['check', '--design', 'xen:bitmapReset=never=']],
    ['bitmapReset', ['check', '--design', 'xen:bitmapReset']],
    ['again', ['check', '--design', 'xen:bitmapReset=never:again']],
    ['never and onBegin', ['check', '--design', 'xen:bitmapReset=never,bitmapReset=onBegin']],
    ["hazard ''", ['check', '--hazard', 'livePageLeavesYoung,']],
    ["'99'", ['check', '--scenario', '99']],
    ['unknown scenario', ['check', '--scenario', '99999999999999999999999']],
    ['--hazard', ['check', '--scenario', '1', '--hazard', 'livePageLeavesYoung']],
    ["'nope'", ['check', '--scenario', '1', '--design', 'nope']],
    ["design ''", ['check', '--design', '']],
    ["scope ''", ['check', '--scope', '']],
  ])('%s, of %j', async (says, args) => {
    await expectRefusal(10, says, args);
  });
});

test('--json -: the result alone on standard output', () => {
  const args = ['check', '--design', 'xen', '--scope', 'bare', '--json', '-', '--out', 'piped'];
  const { code, stdout, stderr } = runProgram(folder, args);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'skipover-check/1' });
  expect(stderr).toContain('1 verified');
});

test('a name of many lines and colours is reported in plain text', () => {
  const { code, stderr } = runProgram(folder, ['check', '--hazard', 'two\nlines \u001b[31m']);
  expect(code).toBe(10);
  expect(stderr).toMatch(/^\P{Cc}+\n$/u);
});

test('the built program runs by its path, as npx runs it', () => {
  expect(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout).toMatch(/^\d+\.\d+/);
});

test.each([[['--help']], [['--version']], [['list']]])('%j: 0', async (args) => {
  const cwd = newFolder();
  const { stdout, ...rest } = await run(cwd, ...args);
  expect(rest).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/\S/);
  expect(readdirSync(cwd)).toEqual([]);
});

test('a reader that goes away is no error of ours', async () => {
  const child = spawn(process.execPath, [program, '--help']);
  child.stdout.destroy();
  expect(await text(child.stderr)).toBe('');
});

test('--json never takes the place of what is not a file: 64', async () => {
  const cwd = newFolder();
  const socket = join(cwd, 'socket');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  const { code } = await run(cwd, 'check', '--design', 'xen', '--json', socket);
  const remains = lstatSync(socket).isSocket();
  server.close();
  expect([remains, code]).toEqual([true, 64]);
});
