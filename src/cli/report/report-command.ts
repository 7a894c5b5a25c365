import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../foundation/input-error.ts';
import { brokenGates, type Bound, type Gates } from '../../report/gates.ts';
import type { Report } from '../../report/report.ts';
import { readJson } from '../../input/read-json.ts';
import { exitCodes } from '../exit-codes.ts';
import { requireWritableFolder } from '../files/files.ts';
import type { CommandContext } from '../command-context.ts';
import { byteUnits, positiveNumber, secondUnits } from '../arguments/numbers.ts';
import { shared, withOptions } from '../arguments/options.ts';
import { writeReportAndPage } from './page-file.ts';
import { departure } from '../files/schema.ts';
import { plain } from '../terminal/text.ts';
import { printComparison } from './comparison-view.ts';

interface ReportArguments {
  readonly minCoverage?: number;
  readonly maxDowntime: readonly string[];
  readonly maxTraffic: readonly string[];
  readonly baseline?: string;
  readonly compare?: string;
  readonly open?: boolean;
  readonly out: string;
}

/** Declares `skipover report`. */
export function addReportCommand(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('report'), [
    {
      flags: '--min-coverage <percent>',
      meaning: 'gate: transitions taken',
      parse: positiveNumber,
    },
    {
      flags: '--max-downtime <bound>',
      meaning: 'gate: [design=]time, such as hardened=0.5s; repeatable',
      isRepeatable: true,
    },
    {
      flags: '--max-traffic <bound>',
      meaning: 'gate: [design=]bytes, or 1.4GB; repeatable',
      isRepeatable: true,
    },
    { flags: '--baseline <file>', meaning: 'gate: nothing may be worse than in this report.json' },
    {
      flags: '--compare <file>',
      meaning: 'show what changed since this report.json, what got worse first',
    },
    { flags: '--open', meaning: 'open the page in a browser' },
    { ...shared.out, meaning: 'folder of the results and the report' },
  ])
    .description('build the page and report.json from all results; exits 15 if a gate fails')
    .action(async (given: ReportArguments) =>
      finish(await reportCommand({ ...given, out: given.out ?? out() })),
    );
}

/**
 * `skipover report`: builds the page and `report.json` from all results. Exits 65 if a result file cannot be
 * read (it is left out) and 15 if a gate fails, with a line for each on standard error.
 */
async function reportCommand(given: ReportArguments): Promise<number> {
  const gates = gatesOf(given);
  if (!existsSync(join(given.out, 'results'))) {
    throw new InputError('data', `${join(given.out, 'results')}: no results: run a check first`);
  }
  requireWritableFolder(given.out);
  const { compare } = given;
  const before = compare === undefined ? undefined : readReport(compare);
  const { file, report } = await writeReportAndPage(
    given.out,
    before === undefined ? {} : { before },
  );
  if (report.comparison !== undefined) printComparison(report.comparison);
  console.log(`Report: ${file}`);
  const broken = brokenGates(report, gates);
  for (const line of broken) console.error(plain(`skipover: gate failed: ${line}`));
  if (given.open === true) openPage(file);
  if (report.leftOut.length > 0) return exitCodes.data;
  return broken.length > 0 ? exitCodes.threshold : exitCodes.ok;
}

function gatesOf({ minCoverage, maxDowntime, maxTraffic, baseline }: ReportArguments): Gates {
  return {
    ...(minCoverage === undefined ? {} : { minCoverage }),
    maxDowntimeSeconds: maxDowntime.map((text) => boundOf('--max-downtime', text, secondUnits)),
    maxTrafficBytes: maxTraffic.map((text) =>
      boundOf('--max-traffic', text, { kB: 1e3, ...byteUnits }),
    ),
    ...(baseline === undefined ? {} : { baseline: readReport(baseline) }),
  };
}

/** `0.5`, `0.5s`, `hardened=1.4GB`: a number, perhaps with a unit, perhaps of one design. */
function boundOf(option: string, text: string, units: Readonly<Record<string, number>>): Bound {
  const match = /^(?:(.+)=)?(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text);
  const known: Readonly<Record<string, number>> = { '': 1, ...units };
  const factor = match !== null && Object.hasOwn(known, match[3]!) ? known[match[3]!] : undefined;
  if (match === null || factor === undefined) {
    const names = Object.keys(units).join(', ');
    throw new InputError('usage', `${option} '${text}': expected [design=]number[${names}]`);
  }
  const value = Number(match[2]) * factor;
  return match[1] === undefined ? { value } : { design: match[1], value };
}

function readReport(file: string): Report {
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
