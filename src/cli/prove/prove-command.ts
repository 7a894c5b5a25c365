import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../foundation/input-error.ts';
import { hazardNames, type HazardName } from '../../../models/hazards.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import { hazardsNotModelled, requireModelled } from '../../analysis/proving/not-modelled.ts';
import type { ProofEntry, ProofVerdict } from '../../analysis/proving/proof-entry.ts';
import type { ProofTask } from '../../analysis/proving/proof-task.ts';
import type { ProveResults } from '../../report/prove-results.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { positiveWholeNumber } from '../arguments/numbers.ts';
import { shared, withOptions } from '../arguments/options.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes, worst } from '../exit-codes.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { writeTraces } from '../replay/trace-file.ts';
import { StatusLine } from '../terminal/progress.ts';
import { slug } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { coverageView, premisesView, proofView } from './prove-view.ts';
import type { ProveTask } from './prove-task.ts';
import { threadsFor, withWorkers } from '../workers/worker-pool.ts';

interface ProveArguments {
  readonly design: readonly string[];
  readonly hazard: readonly string[];
  /** One proof without a hazard, and one for each hazard that is modelled. */
  readonly allHazards?: boolean;
  /** With `allHazards`: instead one proof under all of them. */
  readonly together?: boolean;
  readonly scopeOfRetry: readonly string[];
  readonly finish?: 'first' | 'all';
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly workers: number;
  readonly simulatedStates: number;
  readonly json?: string;
  readonly out: string;
}

/** Declares `skipover prove`. */
export function addProveCommand(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('prove'), [
    shared.designs,
    { ...shared.hazards, meaning: 'what may happen, all at once; repeatable' },
    { flags: '--all-hazards', meaning: 'a proof without hazards, and one for each of them' },
    { flags: '--together', meaning: 'with --all-hazards: one proof, all of them at once' },
    {
      flags: '--scope-of-retry <scope>',
      meaning: 'where to seek a real run; repeatable',
      isRepeatable: true,
    },
    { ...shared.finish, meaning: 'first (default) or all: when failures end a search' },
    { ...shared.maxStates, meaning: 'end a search after this many' },
    { ...shared.maxSeconds, meaning: 'end a search after this long' },
    { ...shared.workers, meaning: 'threads of one search', default: 1 },
    {
      flags: '--simulated-states <number>',
      meaning: 'executor states compared with the model first',
      parse: positiveWholeNumber,
      default: 400,
    },
    shared.json,
    { ...shared.out, meaning: 'where results and traces go' },
  ])
    .description('prove safety for every number of frames, pages, iterations and strikes')
    .action(async (given: Omit<ProveArguments, 'out'> & { readonly out?: string }) =>
      finish(await proveCommand({ ...given, out: given.out ?? out() })),
    );
}

/**
 * `skipover prove`. Returns the exit code: 12 where a design is refuted, 20 where something is neither proved nor
 * refuted or a hazard is not modelled, 16 where a property was never exercised.
 */
async function proveCommand(given: ProveArguments): Promise<number> {
  const tasks = tasksOf(given);
  for (const task of tasks) requireModelled(task);
  for (const scope of given.scopeOfRetry) parseScope(scope);
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const entries = await runProofs(tasks, given);
  const tool = toolOf();
  const hash = modelHash(tool.version);
  const isAll = given.allHazards === true;
  const notModelled = isAll ? { ...hazardsNotModelled } : {};
  const [first] = entries;
  console.log(`${premisesView(first!)}\n${coverageView(entries)}`);
  for (const [hazard, reason] of Object.entries(notModelled)) {
    console.log(`Not modelled: ${hazard}: ${reason}`);
  }
  for (const file of saveTraces(entries, given.out, { tool, modelHash: hash })) {
    console.log(`Replay: skipover replay ${file}`);
  }
  const content: ProveResults = {
    schema: 'skipover-prove/1',
    tool,
    startedAt,
    modelHash: hash,
    notModelled,
    results: entries,
  };
  const name = [
    'prove',
    ...given.design,
    ...given.hazard,
    ...(isAll ? ['all-hazards'] : []),
    ...(given.together === true ? ['together'] : []),
  ];
  await saveResult(content, slug(name.join('-')), given);
  const codes = entries.map(({ verdict }) => codeOf(verdict));
  return worst([...codes, ...(isAll ? [exitCodes.inconclusive] : [])]);
}

function codeOf(verdict: ProofVerdict): number {
  switch (verdict) {
    case 'proved':
      return exitCodes.ok;
    case 'refuted':
      return exitCodes.safety;
    case 'vacuous':
      return exitCodes.vacuous;
    case 'not proved':
    case 'inconclusive':
      return exitCodes.inconclusive;
  }
}

function tasksOf({ design, hazard, allHazards, together }: ProveArguments): ProofTask[] {
  if (together === true && allHazards !== true) {
    throw new InputError('usage', '--together needs --all-hazards');
  }
  const designs = (design.length === 0 ? ['hardened'] : design).map(parseDesign);
  const modelled = hazardNames.filter((name) => !Object.hasOwn(hazardsNotModelled, name));
  const each = together === true ? [modelled] : [[], ...modelled.map((name) => [name])];
  const sets: readonly (readonly HazardName[])[] =
    allHazards === true ? each : [parseHazards(hazard)];
  return designs.flatMap(({ name, design: switches }) =>
    sets.map((hazards) => ({ designName: name, design: switches, hazards })),
  );
}

async function runProofs(
  tasks: readonly ProofTask[],
  given: ProveArguments,
): Promise<ProofEntry[]> {
  const threads = threadsFor(tasks.length);
  const status = new StatusLine();
  let finished = 0;
  try {
    return await withWorkers('prove', threads, (run) =>
      Promise.all(
        tasks.map(async (task) => {
          const { finish = 'first', maxStates, maxSeconds, workers, simulatedStates } = given;
          const proveTask: ProveTask = {
            task,
            finish,
            workers,
            simulatedStates,
            maxBytes: Math.floor((0.75 * totalmem()) / threads),
            ...(maxStates === undefined ? {} : { maxStates }),
            ...(maxSeconds === undefined ? {} : { maxSeconds }),
            ...(given.scopeOfRetry.length === 0 ? {} : { scopes: given.scopeOfRetry }),
          };
          const entry = await run(proveTask);
          status.clear();
          console.log(`${proofView(entry)}\n`);
          status.show(`${++finished} of ${tasks.length} done`);
          return entry;
        }),
      ),
    );
  } finally {
    status.clear();
  }
}

/** Every real run as a trace that `skipover replay` takes; returns the files. */
function saveTraces(
  entries: readonly ProofEntry[],
  out: string,
  from: Parameters<typeof writeTraces>[2],
): string[] {
  return entries.flatMap(({ scenario, properties }) =>
    properties.flatMap(({ id, title, refutation }) => {
      if (refutation === undefined) return [];
      const { scope, trace } = refutation;
      const { name: _name, title: _title, ...bounds } = parseScope(scope);
      const row = { id, title, verdict: 'violated', trace } as const;
      const entry = { scenario: { ...scenario, scope }, bounds, properties: [row] };
      return writeTraces(join(out, 'traces'), entry, from);
    }),
  );
}
