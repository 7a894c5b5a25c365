import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../foundation/input-error.ts';
import { brokenGates, type Bound, type Gates } from '../report/gates.ts';
import type { Report } from '../report/report.ts';
import { exitCodes } from './exit-codes.ts';
import { requireWritableFolder } from './files.ts';
import type { CommandContext } from './command-context.ts';
import { collect, positiveNumber } from './quantities.ts';
import { writeReport } from './page-file.ts';
import { departure, readJson } from './schema.ts';
import { plain } from './text.ts';

interface ReportArguments {
  readonly minCoverage?: number;
  readonly maxDowntime: readonly string[];
  readonly maxTraffic: readonly string[];
  readonly baseline?: string;
  readonly open?: boolean;
  readonly out: string;
}

/** Declares `skipover report`. */
export function addReportCommand(program: Command, { finish, out }: CommandContext): void {
  program
    .command('report')
    .description('make the page and report.json of all results; gates end with 15')
    .option('--min-coverage <percent>', 'of transitions taken', positiveNumber)
    .option('--max-downtime <bound>', '[design=]seconds; repeatable', collect, [])
    .option('--max-traffic <bound>', '[design=]bytes, or 1.4GB; repeatable', collect, [])
    .option('--baseline <file>', 'a report.json: nothing may be worse')
    .option('--open', 'open the page afterwards; never in CI')
    .option('--out <dir>', 'where results are and the report goes')
    .action(async (given: ReportArguments) =>
      finish(await reportCommand({ ...given, out: given.out ?? out() })),
    );
}

/**
 * `skipover report`: the page and `report.json` from what runs have left. 65 where a result file cannot
 * be read (it is left out), 15 where a gate is not kept, a line for each on standard error.
 */
async function reportCommand(given: ReportArguments): Promise<number> {
  const gates = gatesOf(given);
  if (!existsSync(join(given.out, 'results'))) {
    throw new InputError('data', `${join(given.out, 'results')}: no results: run a check first`);
  }
  requireWritableFolder(given.out);
  const { file, report } = await writeReport(given.out, {});
  console.log(`Report: ${file}`);
  const broken = brokenGates(report, gates);
  for (const line of broken) console.error(plain(`skipover: gate not kept: ${line}`));
  if (given.open === true) openPage(file);
  if (report.leftOut.length > 0) return exitCodes.data;
  return broken.length > 0 ? exitCodes.threshold : exitCodes.ok;
}

function gatesOf({ minCoverage, maxDowntime, maxTraffic, baseline }: ReportArguments): Gates {
  return {
    ...(minCoverage === undefined ? {} : { minCoverage }),
    maxDowntimeSeconds: maxDowntime.map((text) => boundOf('--max-downtime', text, { s: 1 })),
    maxTrafficBytes: maxTraffic.map((text) =>
      boundOf('--max-traffic', text, { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }),
    ),
    ...(baseline === undefined ? {} : { baseline: readBaseline(baseline) }),
  };
}

/** `0.5`, `0.5s`, `hardened=1.4GB`: a number, perhaps with a unit, perhaps of one design. */
function boundOf(option: string, text: string, units: Readonly<Record<string, number>>): Bound {
  const match = /^(?:(.+)=)?(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text);
  const factor = match === null || match[3] === '' ? 1 : units[match[3]!];
  if (match === null || factor === undefined) {
    const known = Object.keys(units).join(', ');
    throw new InputError('usage', `${option} '${text}': expected [design=]number[${known}]`);
  }
  const value = Number(match[2]) * factor;
  return match[1] === undefined ? { value } : { design: match[1], value };
}

function readBaseline(file: string): Report {
  const content = readJson(file);
  const wrong = departure('report', content);
  if (wrong !== undefined) {
    throw new InputError('data', `${file}: not a report of skipover: ${wrong}`);
  }
  return content as Report;
}

/** Shows the page in the browser of the desktop; nobody watches in CI. */
function openPage(file: string): void {
  if (process.env['CI'] !== undefined) {
    console.log('Not opened: this is CI.');
    return;
  }
  const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
    darwin: ['open'],
    win32: ['cmd', '/c', 'start', ''],
  };
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, file], { detached: true, stdio: 'ignore' });
  child.on('error', () => console.error(`skipover: no ${command} here: open ${file} yourself`));
  child.unref();
}
