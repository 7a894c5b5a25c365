import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { InputError } from '../../foundation/input-error.ts';
import { InputFile } from '../../input/input-file.ts';
import { Cursor } from './cursor.ts';
import { readStamps } from './jdk8-stamp.ts';
import { LineSplitter } from './line-splitter.ts';
import { Tokenizer } from './tokenizer.ts';
import { WallClock } from './wall-clock.ts';

/**
 * What a log file is called. In a folder the first of these that any name has chooses: beside `gc.log` the other logs
 * of a server are of no use. Without any, every file is taken.
 */
const logNames = [/(^|[^a-z])gc([^a-z]|$)/i, /gc|\.log|\.txt|\.out|verbose/i];
const globCharacters = /[*?[\]{}]/;
const headBytes = 4096;

/**
 * The files that `paths` stand for: files, `-` for the standard input, folders (the logs directly inside) and
 * glob patterns. Parts of one log come in the order of their first times, whatever rotation has called them.
 *
 * Throws `InputError('data')` for a folder or a pattern without a file.
 */
export function logFilesOf(paths: readonly string[], expected: string): string[] {
  const files = paths.flatMap(expandPath);
  if (files.length < 2) return files;
  const unique = [...new Set(files)];
  const times = new Map(unique.map((file) => [file, firstTimeOf(file, expected)]));
  const byName = unique.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const by = (of: (time: FirstTime) => number): string[] | undefined => {
    const known = byName.every((file) => !Number.isNaN(of(times.get(file)!)));
    return known ? byName.toSorted((a, b) => of(times.get(a)!) - of(times.get(b)!)) : undefined;
  };
  return by(({ wallSeconds }) => wallSeconds) ?? by(({ uptimeSeconds }) => uptimeSeconds) ?? byName;
}

function expandPath(path: string): string[] {
  if (path === '-') return [path];
  if (existsSync(path)) return statSync(path).isDirectory() ? filesIn(path) : [path];
  if (!globCharacters.test(path)) return [path];
  const found = globSync(path, { expandDirectories: false, dot: true }).toSorted();
  if (found.length === 0) throw new InputError('data', `${path}: no file of that pattern`);
  return found;
}

function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();
  if (files.length === 0) throw new InputError('data', `${folder}: a folder without a file`);
  const names = logNames.find((pattern) => files.some((name) => pattern.test(name)));
  const logs = files.filter((name) => names?.test(name) ?? true);
  return logs.map((name) => join(folder, name));
}

interface FirstTime {
  readonly uptimeSeconds: number;
  readonly wallSeconds: number;
}

/** The first times in the first 4 KiB; NaN where there are none, as in an archive. */
function firstTimeOf(file: string, expected: string): FirstTime {
  if (file === '-') return { uptimeSeconds: Number.NaN, wallSeconds: Number.NaN };
  const input = new InputFile(file, { expected });
  const head = input.head(headBytes);
  input.close();
  const found = { uptimeSeconds: Number.NaN, wallSeconds: Number.NaN };
  const tokenizer = new Tokenizer();
  const clock = new WallClock();
  const stamp = { uptimeSeconds: Number.NaN, wallSeconds: Number.NaN };
  const splitter = new LineSplitter(headBytes, (text) => {
    const line = tokenizer.read(text, 1);
    if (line === undefined) return;
    if (!line.isUnified) readStamps(new Cursor(line.message), clock, stamp);
    const { uptimeSeconds, wallSeconds } = line.isUnified ? line : stamp;
    if (Number.isNaN(found.uptimeSeconds)) found.uptimeSeconds = uptimeSeconds;
    if (Number.isNaN(found.wallSeconds)) found.wallSeconds = wallSeconds;
  });
  splitter.push(head);
  splitter.finish();
  return found;
}
