import { expect, test } from 'vitest';
import { designs, type DesignName } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { AbstractSuccessors, keyOf } from '../../proving/abstract-successors.ts';
import type { ProcessDefinition } from '../../system/definition.ts';
import type { Step, System } from '../../system/system.ts';
import { observedMigration } from './observe-migration.ts';
import { compareRandomRun, comparedDesigns, modelledHazards } from './simulation-suite.ts';

/** An executor step, as one frame and page see it, and the abstract step that explains it. */
interface Explained {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  readonly step: Step;
}

/** Steps that are kept of each row and choice. */
const keptMax = 6;
const capacities = { toAgentMessages: 3, toLkmMessages: 3 };

interface Corpus {
  readonly designName: DesignName;
  readonly hazards: readonly HazardName[];
  readonly system: System;
  readonly steps: readonly Explained[];
}

/** Steps of random runs, of each row and choice a few. */
function corpusOf(designName: DesignName, hazards: readonly HazardName[]): Corpus {
  const { system } = observedMigration({ design: designs[designName], hazards }, capacities);
  const kept = new Map<string, number>();
  const steps: Explained[] = [];
  const keep = (before: Uint32Array, after: Uint32Array, step: Step): void => {
    const key = `${step.transition} ${step.choice}`;
    const count = kept.get(key) ?? 0;
    if (count >= keptMax) return;
    kept.set(key, count + 1);
    steps.push({ before: before.slice(), after: after.slice(), step });
  };
  for (let run = 0; run < 320; run += 4) compareRandomRun(run, { designName, hazards }, keep);
  return { designName, hazards, system, steps };
}

type Mutate = (process: ProcessDefinition) => ProcessDefinition;

interface Mutant {
  readonly name: string;
  readonly mutate: Mutate;
  /** Whether the mutant may concern a step. */
  readonly concerns: (system: System, step: Step) => boolean;
}

function without(
  processName: string,
  kind: 'guards' | 'actions',
  name: string,
): Pick<Mutant, 'mutate'> {
  return {
    mutate: (process) =>
      process.name !== processName
        ? process
        : {
            ...process,
            [kind]: { ...process[kind], [name]: kind === 'guards' ? () => false : () => {} },
          },
  };
}

/** Every guard that never holds and every action that does nothing, where some step rests on it. */
function addMutants({ system, steps }: Corpus, found: Map<string, Mutant>): void {
  for (const { step } of steps) {
    const { process, rule } = system.transitions[step.transition]!;
    if (process === 'beginning' || rule === undefined) continue;
    for (const action of rule.actions) {
      found.set(`${process} ${action} does nothing`, {
        name: `${process}: ${action} does nothing`,
        ...without(process, 'actions', action),
        concerns: ({ transitions }, { transition }) =>
          transitions[transition]!.process === process &&
          transitions[transition]!.rule?.actions.includes(action) === true,
      });
    }
    const { guard } = rule;
    if (guard === undefined) continue;
    found.set(`${process} ${guard} never holds`, {
      name: `${process}: ${guard} never holds`,
      ...without(process, 'guards', guard),
      concerns: ({ transitions }, { transition }) =>
        transitions[transition]!.process === process &&
        transitions[transition]!.rule?.guard === guard,
    });
  }
}

/** Mutants after which the same can still be seen, and why. */
const equivalent: Readonly<Record<string, string>> = {
  'agent: stopAnswering does nothing': 'it counts a strike, and the abstraction counts none',
  'daemon: rememberAbort does nothing': 'it counts a strike, and the abstraction counts none',
  'lkm: finishWalk does nothing': 'where a walk is over, its cursor has passed the page already',
  'jvm: pageHoldsGarbage never holds':
    'a page that is copied to one that is not seen looks the same',
  'jvm: passOverWhenFull does nothing':
    'a page that is copied to one that is not seen looks the same',
};

/** Mutants that these runs do not distinguish: either another row explains each step of the corpus, or the step that
 * would show the difference is not in it. Open. */
const open: readonly string[] = [
  'jvm: copyToOpenPage does nothing',
  'jvm: frameIsFreeForEden never holds',
  'jvm: mapEdenPage does nothing',
  'jvm: slidePageDown does nothing',
  'jvm: slidesDown never holds',
  'jvm: survivesToOpenPage never holds',
  'lkm: deregister does nothing',
  'lkm: resetsAndReleasesOnAbort never holds',
  'lkm: startAtMustSendPages does nothing',
];

function isKilled({ mutate, concerns }: Mutant, corpus: Corpus): boolean {
  const { designName, hazards, steps } = corpus;
  const design = designs[designName];
  const { system } = observedMigration({ design, hazards }, capacities, mutate);
  const ghosts = system.layout.fields.filter(({ name }) =>
    ['poisonWasRead', 'trespassed'].includes(name),
  );
  const successors = new AbstractSuccessors(system, ghosts);
  return steps
    .filter(({ step }) => concerns(corpus.system, step))
    .some(({ before, after }) => !successors.of(before, keyOf(before)).has(keyOf(after)));
}

test('behaviours that are taken away from the abstract bindings are noticed', () => {
  const corpora = comparedDesigns.flatMap((designName) =>
    [[], modelledHazards].map((hazards) => corpusOf(designName, hazards)),
  );
  const mutants = new Map<string, Mutant>();
  for (const corpus of corpora) addMutants(corpus, mutants);
  const survivors = [...mutants.values()]
    .filter((mutant) => !corpora.some((corpus) => isKilled(mutant, corpus)))
    .map(({ name }) => name);
  expect(survivors.toSorted()).toEqual([...Object.keys(equivalent), ...open].toSorted());
  expect(mutants.size - survivors.length).toBeGreaterThanOrEqual(46);
}, 1_200_000);
