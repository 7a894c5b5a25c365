import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as charts from '../../../models/charts.ts';
import { packageFolder } from '../files/files.ts';

/** The text of every chart's file and of the designs, by path in the package; nothing where it is not shipped. */
export function chartSources(): Record<string, string> {
  const names = Object.keys(charts).map((name) => (name === 'procCall' ? 'proc-call' : name));
  const sources: Record<string, string> = {};
  for (const path of [...names, 'design'].map((name) => `models/${name}.ts`)) {
    try {
      sources[path] = readFileSync(join(packageFolder(), path), 'utf8');
    } catch {
      // Without the text a finding points at the first line.
    }
  }
  return sources;
}
