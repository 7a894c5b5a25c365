import { findPaths, type PathsArguments } from '../paths/paths-command.ts';
import { slug } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { hashOf } from '../../subject/systems-hash.ts';
import { chosenSystems, codeOfRefused, loadSubject } from './load-file.ts';
import { worst } from '../exit-codes.ts';

export interface PathsFileArguments extends Omit<PathsArguments, 'design' | 'hazard' | 'scope'> {
  readonly file: string;
  readonly only: readonly string[];
}

/** `skipover paths FILE`: covering paths of each system of a file. Returns the exit code. */
export async function pathsFileCommand(given: PathsFileArguments): Promise<number> {
  const { file, only } = given;
  const loaded = await loadSubject(file);
  const codes = [codeOfRefused(loaded, only)];
  for (const subject of chosenSystems(loaded, only)) {
    const { name, system } = subject;
    const scenario = { design: name, switches: {}, hazards: [], scope: file, file };
    const modelHash = hashOf([subject]);
    codes.push(
      await findPaths(system, given, {
        head: { scenario, bounds: {} },
        result: { schema: 'skipover-paths-file/1', tool: toolOf(), modelHash },
        name: ['paths', file, name].map(slug).join('-'),
      }),
    );
  }
  return worst(codes);
}
