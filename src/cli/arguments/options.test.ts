import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { programWith } from '../program.ts';
import { shared } from './options.ts';

const table = new Set<string>(Object.values(shared).map(({ flags }) => flags));

function flagsOf(command: Command): readonly string[] {
  return [
    ...command.options.map(({ flags }) => flags),
    ...command.commands.flatMap((below) => flagsOf(below)),
  ];
}

test('the table has the options that several commands have, and no others', () => {
  // `--max-input` is an option of every command, and is added to all of them in one place.
  const flags = flagsOf(programWith(() => undefined)).filter((each) => !each.includes('max-input'));
  const several = new Set(flags.filter((each, at) => flags.indexOf(each) < at));
  expect([...several].toSorted()).toEqual([...table].toSorted());
});

test('no command declares an option of the table by hand', () => {
  const sources = readdirSync('src/cli', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== join('arguments', 'options.ts'))
    .map((name) => readFileSync(join('src/cli', name), 'utf8'));
  expect(sources.length).toBeGreaterThan(100);
  const byHand = [...table].filter((flags) =>
    sources.some((text) => text.includes(`flags: '${flags}'`)),
  );
  expect(byHand).toEqual([]);
});
