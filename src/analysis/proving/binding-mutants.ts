import type { HazardName } from '../../../models/hazards.ts';
import { AbstractSuccessors, keyOf } from '../../proving/abstract-successors.ts';
import type { ProcessDefinition } from '../../system/definition.ts';
import type { Step, System } from '../../system/system.ts';
import { parseDesign } from '../matrix/named-design.ts';
import { observedMigration, type Capacities } from './observe-migration.ts';
import { compareRandomRun } from './simulation-suite.ts';

/** An executor step, as one frame and page see it, and the abstract step that explains it. */
interface Explained {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  readonly step: Step;
}

/** Steps of random runs of one design under some hazards. */
export interface Corpus {
  /** As `parseDesign` reads it. */
  readonly designName: string;
  readonly hazards: readonly HazardName[];
  readonly system: System;
  readonly steps: readonly Explained[];
}

/** A behaviour that is taken away from the abstract bindings. */
export interface Mutant {
  readonly name: string;
  readonly mutate: (process: ProcessDefinition) => ProcessDefinition;
  /** Whether the mutant may concern a step. */
  readonly concerns: (system: System, step: Step) => boolean;
}

/** Steps that are kept of each row, choice and kind of change. */
const keptMax = 6;
/** Those of the scope that random runs are drawn from. */
const capacities: Capacities = { toAgentMessages: 3, toLkmMessages: 3 };

/** Steps of random runs: a few of each row, choice and kind of change. */
export function corpusOf(
  { designName, hazards }: Pick<Corpus, 'designName' | 'hazards'>,
  runs: number,
): Corpus {
  const scenario = { designName, design: parseDesign(designName).design, hazards };
  const { system } = observedMigration(scenario, capacities);
  const kept = new Map<string, number>();
  const steps: Explained[] = [];
  const keep = (before: Uint32Array, after: Uint32Array, step: Step): void => {
    const changed = system.layout.changes(before, after).map(({ field, to }) => `${field}=${to}`);
    const key = `${step.transition} ${step.choice} ${changed.join()}`;
    const count = kept.get(key) ?? 0;
    if (count >= keptMax) return;
    kept.set(key, count + 1);
    steps.push({ before: before.slice(), after: after.slice(), step });
  };
  for (let run = 0; run < runs; run++) compareRandomRun(run, scenario, keep);
  return { designName, hazards, system, steps };
}

function without(processName: string, kind: 'guards' | 'actions', name: string): Mutant['mutate'] {
  return (process) =>
    process.name === processName
      ? {
          ...process,
          [kind]: { ...process[kind], [name]: kind === 'guards' ? () => false : () => {} },
        }
      : process;
}

/** Every guard that never holds and every action that does nothing, where some step rests on it; by its name. */
export function mutantsOf(corpora: readonly Corpus[]): ReadonlyMap<string, Mutant> {
  const found = new Map<string, Mutant>();
  for (const { system, steps } of corpora) {
    const taken = new Set(steps.map(({ step }) => step.transition));
    for (const transition of taken) {
      const { process, rule } = system.transitions[transition]!;
      if (process === 'beginning' || rule === undefined) continue;
      for (const action of rule.actions) addMutant(found, { process, kind: 'actions', of: action });
      if (rule.guard !== undefined) addMutant(found, { process, kind: 'guards', of: rule.guard });
    }
  }
  return found;
}

function addMutant(
  found: Map<string, Mutant>,
  { process, kind, of }: { process: string; kind: 'guards' | 'actions'; of: string },
): void {
  const name = `${process}: ${of} ${kind === 'guards' ? 'never holds' : 'does nothing'}`;
  found.set(name, {
    name,
    mutate: without(process, kind, of),
    concerns: ({ transitions }, { transition }) => {
      const { process: its, rule } = transitions[transition]!;
      if (its !== process || rule === undefined) return false;
      return kind === 'guards' ? rule.guard === of : rule.actions.includes(of);
    },
  });
}

/** Whether some step of the corpus is none of the mutant's. */
export function isKilled({ mutate, concerns }: Mutant, corpus: Corpus): boolean {
  const { designName, hazards, steps } = corpus;
  const concerned = steps.filter(({ step }) => concerns(corpus.system, step));
  if (concerned.length === 0) return false;
  const scenario = { design: parseDesign(designName).design, hazards };
  const { system } = observedMigration(scenario, capacities, mutate);
  const ghosts = system.layout.fields.filter(({ name }) =>
    ['poisonWasRead', 'trespassed'].includes(name),
  );
  const successors = new AbstractSuccessors(system, ghosts);
  return concerned.some(
    ({ before, after }) => !successors.of(before, keyOf(before)).has(keyOf(after)),
  );
}
