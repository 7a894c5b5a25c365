import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program } from './program-run.ts';

// What a shell offers after a tab, by the shells themselves; each that is missing is left out.

const folder = mkdtempSync(join(tmpdir(), 'skipover-complete-'));
const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` };
const bashHelpers = '/usr/share/bash-completion/bash_completion';

/** Runs a script in a shell. */
function inShell(shell: string, script: string): string {
  const args = shell === 'bash' ? ['--norc', '-c', script] : ['-c', script];
  const { stdout, error } = spawnSync(shell, args, { cwd: folder, env, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return stdout;
}

const hasShell = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

/** By shell, what it offers after a line. */
const offered: Readonly<Record<string, (line: string) => string[]>> = {
  fish: (line) =>
    inShell('fish', `skipover complete fish | source; complete -C '${line}'`)
      .trim()
      .split('\n')
      .map((entry) => entry.split('\t')[0]!),
  bash: (line) =>
    inShell(
      'bash',
      `source ${bashHelpers}; source <(skipover complete bash)
      COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}
      read -ra COMP_WORDS <<<"$COMP_LINE"; [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      compopt() { :; }
      __skipover_complete; printf '%s\\n' "\${COMPREPLY[@]}"
      [[ \${#COMPREPLY[@]} -eq 0 && $(complete -p skipover) == *'-o default'* ]] &&
        compgen -f -- "\${COMP_WORDS[-1]}"`,
    )
      .trim()
      .split('\n'),
  zsh: (line) =>
    inShell(
      'zsh',
      `zmodload zsh/zpty
      zpty -b z "TERM=dumb PATH='$PATH' zsh -f -i"
      all() { local part; for _ in {1..60}; do sleep 0.1; while zpty -r -t z part; do print -rn -- "$part"; done; done }
      zpty -w z "PS1=; autoload -U compinit; compinit -u -D; source <(skipover complete zsh); bindkey '^I' complete-word; stty cols 200"
      all >/dev/null
      zpty -n -w z '${line}'$'\\t'
      all`,
    ).split(/\s+/),
};

describe.each(Object.keys(offered))('%s completes', (shell) => {
  const isHere = hasShell(shell) && (shell !== 'bash' || existsSync(bashHelpers));

  beforeAll(() => {
    const starter = join(folder, 'skipover');
    writeFileSync(starter, `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`);
    chmodSync(starter, 0o755);
    writeFileSync(join(folder, 'protocol-of-mine.ts'), '');
  });

  test.runIf(isHere).each([
    ['skipover che', 'check'],
    ['skipover check --des', '--design'],
    ['skipover check --design ha', 'hardened'],
    ['skipover check --hazard sw', 'swap'],
    ['skipover check --store bl', 'bloom'],
    ['skipover list haz', 'hazards'],
    ['skipover check protocol-of', 'protocol-of-mine.ts'],
    ['skipover check --json protocol-of', 'protocol-of-mine.ts'],
  ])('%s', (line, word) => {
    expect(offered[shell]!(line)).toContain(word);
  });
});

afterAll(() => rmSync(folder, { recursive: true }));
