import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { requireWritableFolder } from '../files/files.ts';
import type { CheckpointPlace } from './checkpoint-place.ts';

/** Checkpoints in a folder that all workers share. */
export function folderPlace(root: string): CheckpointPlace {
  requireWritableFolder(root);
  const pathOf = (cell: string, name: string): string => join(root, cell, name);
  return {
    put: (cell, name, content) => {
      const path = pathOf(cell, name);
      mkdirSync(dirname(path), { recursive: true });
      const partial = `${path}.partial-${randomUUID()}`;
      writeFileSync(partial, content);
      renameSync(partial, path);
      return Promise.resolve();
    },
    get: (cell, name) => {
      const path = pathOf(cell, name);
      return Promise.resolve(existsSync(path) ? readFileSync(path) : undefined);
    },
    list: (cell) => Promise.resolve(globSync('**/*', { cwd: join(root, cell), dot: true })),
    removeFile: (cell, name) => {
      const path = pathOf(cell, name);
      rmSync(path, { force: true });
      const folder = dirname(path);
      if (folder !== join(root, cell) && globSync('*', { cwd: folder, dot: true }).length === 0) {
        rmSync(folder, { recursive: true, force: true });
      }
      return Promise.resolve();
    },
    remove: (cell) => {
      rmSync(join(root, cell), { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}
