import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tool } from '../report/results.ts';
import { packageFolder } from './files/files.ts';

/** Name and version of the program, from its package.json. */
export function toolOf(): Tool {
  const text = readFileSync(join(packageFolder(), 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return { name: 'skipover', version };
}
