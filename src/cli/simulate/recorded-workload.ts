import { existsSync, statSync } from 'node:fs';
import { InputError } from '../../foundation/input-error.ts';
import { InputFile } from '../../input/input-file.ts';
import { inputLimits } from '../../input/input-limits.ts';
import { defaultCosts } from '../../timing/costs.ts';
import type { GcLog } from '../../timing/gc-log/history.ts';
import { readGcLogFiles } from '../../timing/gc-log/read-files.ts';
import { readPageTraceFile } from '../../timing/page-trace/file.ts';
import { isPageTrace, magicBytes, type PageTrace } from '../../timing/page-trace/read.ts';
import { workloadFromPageTrace } from '../../timing/page-trace/workload.ts';
import { workloadFromGcLog, type WorkloadOptions } from '../../timing/workload-from-log.ts';
import { StatusLine } from '../terminal/progress.ts';
import type { ChosenWorkload, WorkloadArguments } from './workload-arguments.ts';

type Chosen = Omit<ChosenWorkload, 'vmBytes'>;

/**
 * Reads a recording: a page trace, or a GC log in any number of files.
 *
 * Throws `InputError('usage')` on arguments that make no sense with it, and `InputError('data')` on a file that
 * is no recording.
 */
export async function recordedWorkload(
  paths: readonly string[],
  given: WorkloadArguments,
): Promise<Chosen> {
  if (given.young !== undefined) {
    throw new InputError(
      'usage',
      `--young goes with a preset; ${paths[0]!} has the sizes of its JVM`,
    );
  }
  const trace = paths.length === 1 ? pageTraceOf(paths[0]!) : undefined;
  if (trace !== undefined) return tracedWorkload(trace, given);
  return loggedWorkload(await readLog(paths), given);
}

/** A folder, a pattern or the standard input is a log; a file is looked into. */
function pageTraceOf(path: string): PageTrace | undefined {
  const isFolderOrPattern = existsSync(path)
    ? statSync(path).isDirectory()
    : /[*?[\]{}]/.test(path);
  if (path === '-' || isFolderOrPattern) return undefined;
  const expected = 'a HotSpot GC log or a page trace';
  // A log may be larger than what is kept in memory.
  const head = new InputFile(path, { expected, bytesMax: inputLimits().streamedBytes });
  const isTrace = isPageTrace(head.head(magicBytes));
  head.close();
  return isTrace ? readPageTraceFile(new InputFile(path, { expected })) : undefined;
}

function tracedWorkload(trace: PageTrace, given: WorkloadArguments): Chosen {
  if (given.oldWrites !== undefined) {
    throw new InputError(
      'usage',
      `--old-writes goes with a GC log, which does not contain them; ${trace.file} does`,
    );
  }
  const replayed = workloadFromPageTrace(trace, given.at ?? given.warmUp);
  return { costs: defaultCosts, kind: 'recording', draw: () => replayed };
}

async function readLog(paths: readonly string[]): Promise<GcLog> {
  const status = new StatusLine();
  try {
    return await readGcLogFiles(paths, {
      onProgress: (bytes) => status.show(`${(bytes / 1e6).toFixed(0)} MB of the log read`),
    });
  } finally {
    status.clear();
  }
}

function loggedWorkload(log: GcLog, given: WorkloadArguments): Chosen {
  const options: WorkloadOptions = {
    ...(given.warmUp === undefined ? {} : { warmUpSeconds: given.warmUp }),
    ...(given.at === undefined ? {} : { atSeconds: given.at }),
    ...(given.oldWrites === undefined ? {} : { oldWrites: given.oldWrites }),
  };
  const workload = workloadFromGcLog(log, options);
  return { costs: defaultCosts, kind: 'recording', draw: () => workload, log, options };
}
