import { join } from 'node:path';
import { requireWritableFile, requireWritableFolder, writeWhole } from './files.ts';
import { writePage } from '../report/page-file.ts';

/** Where a result goes. */
export interface ResultPlace {
  /** The folder of results, traces and report. */
  readonly out: string;
  /** A file that gets the result too. */
  readonly json?: string;
}

/** Makes sure, before any work is done, that a result can be written. */
export function requireResultPlace({ out, json }: ResultPlace): void {
  for (const folder of ['results', 'traces']) requireWritableFolder(join(out, folder));
  if (json !== undefined) requireWritableFile(json);
}

/** Writes a result, `name` without its ending, then the page of all results, and says where it is. */
export async function saveResult(
  content: { readonly schema: string },
  name: string,
  { out, json }: ResultPlace,
): Promise<void> {
  const text = `${JSON.stringify(content, undefined, 1)}\n`;
  writeWhole(join(out, 'results', `${name}.json`), text);
  if (json !== undefined) writeWhole(json, text);
  console.log(`Report: ${await writePage(out)}`);
}
