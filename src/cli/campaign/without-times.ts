import { globSync } from 'tinyglobby';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files of a run by their names, with a zero for every time: what two runs of the same work share. For tests. The
 * page is left out: it is report.json, compressed.
 */
export function filesWithoutTimes(folder: string): Record<string, string> {
  const names = globSync('**/*', { cwd: folder, ignore: ['shards/**', 'index.html'] }).toSorted();
  return Object.fromEntries(
    names.map((name) => [name, textWithoutTimes(readFileSync(join(folder, name), 'utf8'))]),
  );
}

/** Files that only one of two runs has, or that are not the same in both, with the first place where they differ. */
export function filesThatDiffer(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names]
    .filter((name) => one[name] !== other[name])
    .map((name) => `${name}: ${firstDifference(one[name] ?? '', other[name] ?? '')}`);
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const around = (text: string): string =>
    JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  return `${around(one)} and ${around(other)}`;
}

/** Keys of JSON, attributes of JUnit, and moments wherever they are. */
function textWithoutTimes(text: string): string {
  return text
    .replaceAll(/("(?:seconds|searchSeconds|duration)":\s*)[\d.e-]+/g, '$10')
    .replaceAll(/( time=")[\d.]+"/g, '$10"')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, 'TIME');
}

/** What the program printed below the progress, without times. */
export function linesWithoutTimes(stdout: string): string {
  const lines = stdout.split('\n').filter((line) => !line.startsWith('checked '));
  return lines
    .join('\n')
    .replaceAll(/[\d.]+ s\b/g, '? s')
    .replaceAll(/\b(?:one|all)\//g, '');
}
