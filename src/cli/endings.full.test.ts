/** How the program ends where its output, its disk or its life is cut: the code is the verdict's, files are complete. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Ended, program } from './program-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-endings-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a line of bash in a folder of its own, `$SKIPOVER` being the program. */
function bash(line: string, env: Readonly<Record<string, string>> = {}): Ended & { cwd: string } {
  const cwd = mkdtempSync(join(folder, 'run-'));
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, SKIPOVER: `${process.execPath} ${program}`, ...env },
  });
  return { code: status, stdout, stderr, cwd };
}

function filesIn(place: string): string[] {
  if (!existsSync(place)) return [];
  const entries = readdirSync(place, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** Loses a page, in a second. */
const violated = 'check --design published --scope small';
const files = ['index.html', 'report.json', 'junit.xml', 'check-published-small.json'];

describe('output', () => {
  test.each([
    ['a reader that goes away after a line', `$SKIPOVER ${violated} | head -1`],
    ['a reader that never reads', `$SKIPOVER ${violated} | true`],
    ['no standard output', `$SKIPOVER ${violated} >&-`],
    ['no standard output and errors', `$SKIPOVER ${violated} >&- 2>&-`],
    ['no standard input', `$SKIPOVER ${violated} <&- >/dev/null`],
    [
      'errors that nobody reads',
      `{ $SKIPOVER ${violated} 2>&1 >/dev/null; echo $? >code; } | true; exit $(cat code)`,
    ],
  ])('%s: the verdict is 12, and every file is there', (_what, line) => {
    const { code, cwd } = bash(`set -o pipefail; ${line}`);
    expect(code).toBe(12);
    expect(filesIn(join(cwd, 'reports'))).toEqual(expect.arrayContaining(files));
  });

  test('a full device: 64 and a line, whether it is found in the middle or at the end', () => {
    const line =
      'skipover: cannot write to standard output: ENOSPC: no space left on device, write\n';
    const { cwd, ...checked } = bash(`$SKIPOVER ${violated} > /dev/full`);
    expect(checked).toEqual({ code: 64, stdout: '', stderr: line });
    expect(filesIn(join(cwd, 'reports'))).toEqual(expect.arrayContaining(files));
    expect(bash('$SKIPOVER list > /dev/full')).toMatchObject({ code: 64, stderr: line });
    expect(bash('$SKIPOVER check --design nope 2> /dev/full').code).toBe(10);
  });

  test.each<[string, { readonly TERM: string; readonly NO_COLOR?: string }]>([
    ['TERM=dumb', { TERM: 'dumb' }],
    ['NO_COLOR', { TERM: 'xterm', NO_COLOR: '1' }],
    ['a terminal', { TERM: 'xterm' }],
  ])('%s: no sequence moves the cursor but on a terminal that can', (_what, env) => {
    // `script` makes a terminal of its own, whose output it copies. A build server says of itself that it has none.
    const line = `unset CI NO_COLOR FORCE_COLOR; export ${Object.entries(env)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}; script -qec "$SKIPOVER ${violated}" /dev/null`;
    const { stdout } = bash(line);
    expect(stdout).toContain('Counterexample'.toLowerCase());
    const [isDumb, isPlain] = [env.TERM === 'dumb', 'NO_COLOR' in env || env.TERM === 'dumb'];
    // eslint-disable-next-line no-control-regex -- escape sequences are what is looked for
    const found = new Set(stdout.match(/\u001b\[[0-9;]*[A-Za-z]/g) ?? []);
    expect([...found].some((each) => each.endsWith('m'))).toBe(!isPlain);
    if (isDumb) expect(found.size).toBe(0);
    expect([...found].filter((each) => !each.endsWith('m') && each !== '\u001b[K')).toEqual([]);
  });
});

describe('files', () => {
  test('a disk that fills up: all files of a run or none, and 64', () => {
    for (const [blocks, isEnough] of [
      [20, false],
      [200, false],
      [2_000, true],
    ] as const) {
      const { code, stderr, cwd } = bash(
        `ulimit -f ${blocks}; $SKIPOVER ${violated} | cat >/dev/null; exit \${PIPESTATUS[0]}`,
      );
      expect(code).toBe(isEnough ? 12 : 64);
      if (!isEnough)
        expect(stderr).toMatch(/^skipover: cannot write \S+: EFBIG: file too large, write\n$/);
      expect(filesIn(cwd).length > 0).toBe(isEnough);
    }
  });

  // Mounting takes a namespace of one's own, which some machines do not grant.
  const mount = 'unshare --user --map-root-user --mount';
  const mayMount = spawnSync('bash', ['-c', `${mount} true`]).status === 0;

  test.runIf(mayMount)('a disk that is full: all files of a run or none, and 64', () => {
    const sizes = ['64k', '256k', '512k', '768k', '1m', '8m'];
    const codes = sizes.map((size) => {
      const { code, stderr, cwd } = bash(`mkdir reports; ${mount} bash -c '
        mount -t tmpfs -o size=${size} none reports
        $SKIPOVER ${violated} >/dev/null; code=$?
        find reports -type f >left; exit $code'`);
      const left = readFileSync(join(cwd, 'left'), 'utf8');
      if (code === 12) for (const name of files) expect(left).toContain(name);
      else expect([code, left]).toEqual([64, '']);
      if (code === 64) expect(stderr).toMatch(/^skipover: cannot write \S+: ENOSPC: [^\n]*\n$/);
      return code;
    });
    expect([codes[0], codes.at(-1)]).toEqual([64, 12]);
  });

  test('a run that fails leaves the files of the one before as they were', () => {
    const { code, cwd } =
      bash(`$SKIPOVER ${violated} >/dev/null; sha256sum $(find reports -type f) > before
      (ulimit -f 100; $SKIPOVER ${violated} >/dev/null 2>errors); echo $?; sha256sum -c before --quiet`);
    expect(code).toBe(0);
    expect(filesIn(cwd).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('a folder that may not be written, for an ordinary user too: 64 before any work', () => {
    const cwd = mkdtempSync(join(folder, 'closed-'));
    mkdirSync(join(cwd, 'reports'));
    chmodSync(join(cwd, 'reports'), 0o555);
    chmodSync(cwd, 0o755);
    // A superuser may write anywhere: it becomes somebody who may not.
    const isSuper = process.getuid?.() === 0;
    chmodSync(folder, 0o755);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [program, ...violated.split(' ')],
      {
        cwd,
        encoding: 'utf8',
        ...(isSuper ? { uid: 65_534, gid: 65_534 } : {}),
      },
    );
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toMatch(/^skipover: cannot write into reports\S*: EACCES: [^\n]*\n$/);
    chmodSync(join(cwd, 'reports'), 0o755);
  });

  test('what a killed run has left is removed by the next', () => {
    const { cwd } = bash(`mkdir reports; touch reports/.partial-4194305-x reports/.partial-$$-y
      $SKIPOVER ${violated} >/dev/null; ls -A reports; true`);
    expect(filesIn(cwd).filter((name) => name.startsWith('.'))).toEqual([
      expect.stringMatching(/^\.partial-\d+-y$/),
    ]);
  });
});

describe('signals', () => {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  const long = ['check', '--design', 'hardened', '--scope', 'ci', '--workers', '2'];

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s: a checkpoint and its code; without a checkpoint its code and no file',
    async (signal) => {
      for (const saves of [true, false]) {
        const cwd = mkdtempSync(join(folder, 'signal-'));
        const saving = saves ? ['--checkpoint', 'saved', '--checkpoint-every', '0.01'] : [];
        const child = spawn(process.execPath, [program, ...long, ...saving], {
          cwd,
          stdio: 'ignore',
        });
        const isBusy = (): boolean =>
          existsSync(join(cwd, saves ? 'saved/checkpoint.json' : 'reports/traces'));
        while (!isBusy()) await new Promise((resolve) => setTimeout(resolve, 20));
        child.kill(signal);
        const [code] = (await once(child, 'exit')) as [number | null];
        expect(code).toBe(codes[signal]);
        expect(existsSync(join(cwd, 'saved/checkpoint.json'))).toBe(saves);
        if (!saves) expect(filesIn(cwd)).toEqual([]);
      }
    },
    120_000,
  );

  test('end a command that never pauses at once', async () => {
    const file = join(folder, 'results.json');
    expect(bash(`$SKIPOVER ${violated} --json ${file} >/dev/null`).code).toBe(12);
    const child = spawn(process.execPath, [program, 'paths', '--scope', 'quick'], {
      cwd: folder,
      stdio: 'ignore',
    });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const killedAt = performance.now();
    child.kill('SIGTERM');
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect([code, signal]).toEqual([null, 'SIGTERM']);
    expect(performance.now() - killedAt).toBeLessThan(2_000);
    writeFileSync(file, '');
  });
});
