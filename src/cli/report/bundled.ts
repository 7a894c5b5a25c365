import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { invariant } from '../../foundation/invariant.ts';
import { packageFolder } from '../files/files.ts';

/** A file of the page, as `npm run bundle` makes it. */
export function bundled(name: string): string {
  const file = join(packageFolder(), 'dist/page', name);
  invariant(existsSync(file), `${file} is missing: npm run bundle`);
  return readFileSync(file, 'utf8');
}
