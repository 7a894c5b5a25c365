import { fileEngine } from './file-engine.ts';
import { install } from './install.ts';

/** Called by the script that the report bundles around a file of one's own. */
export function installFile(exports: Readonly<Record<string, unknown>>, file: string): void {
  install(fileEngine(exports, file));
}
