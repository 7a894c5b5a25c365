import { ModelError, type PathStep } from '../foundation/model-error.ts';
import { askedAt } from './asked-at.ts';
import { requireBoolean, requireViolation } from './asked-values.ts';
import { blamed } from './checked-code.ts';
import { requireDeterminism } from './determinism.ts';
import { refusingChance } from './refusing-chance.ts';
import type { System } from './system.ts';

/** States and steps that are looked at; a small system is looked at completely. */
const statesMax = 64;
const stepsMax = 1 << 11;

/** How deep each system was looked at. */
const passed = new WeakMap<System, number>();

/** One state of the pass, and the step by which it was found first. */
interface Found {
  readonly words: Uint32Array;
  readonly parent: Found | undefined;
  readonly step: PathStep | undefined;
  readonly depth: number;
}

/**
 * Looks at the first states of a system closely, before anybody searches it: every index that is read, every value
 * that guards and predicates return, and that nothing depends on chance, on the time, or on what is not in the state.
 * Breadth first, so that the path that an error names is a shortest one. Once for each system; later states are
 * looked at by sample only (`requireDeterminism`). `depthMax`: no state farther away is looked at.
 *
 * Throws `ModelError`, which names process, event and code, and the path that leads there. Costs one more build
 * of the system and some thousand steps.
 */
export function firstPass(system: System, depthMax = Infinity): void {
  if (system.checksItself || (passed.get(system) ?? -1) >= depthMax) return;
  const checked = system.checked();
  requireSameBuild(system, checked);
  refusingChance(() => new FirstPass(checked, depthMax).run());
  passed.set(system, depthMax);
}

function requireSameBuild(system: System, again: System): void {
  const shape = ({ layout, transitions, properties }: System): string =>
    JSON.stringify([
      layout.fields.map(({ name, bits, length }) => [name, bits, length]),
      transitions.map(({ process, event, target }) => [process, event, target]),
      properties.map(({ id }) => id),
    ]);
  if (shape(system) === shape(again)) return;
  throw new ModelError(
    `${system.name}: \`build\` does not make the same system twice: it may not depend on what an earlier call left`,
  );
}

class FirstPass {
  readonly #system: System;
  readonly #questions: readonly ((words: Uint32Array) => void)[];
  readonly #found: Found[] = [];
  readonly #known = new Set<string>();
  #steps = 0;

  readonly #depthMax: number;

  constructor(system: System, depthMax: number) {
    this.#system = system;
    this.#depthMax = depthMax;
    this.#questions = questionsOf(system);
  }

  run(): void {
    const system = this.#system;
    const words = blamed(`${system.name}: initialize`, () => system.initial());
    this.#add({ words, parent: undefined, step: undefined, depth: 0 });
    for (let at = 0; at < this.#found.length && this.#steps < stepsMax; at++) {
      const found = this.#found[at]!;
      try {
        this.#lookAt(found);
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        throw error.after(pathTo(found));
      }
    }
  }

  #lookAt(found: Found): void {
    const system = this.#system;
    for (const ask of this.#questions) ask(found.words);
    if (found.depth >= this.#depthMax) return;
    const enabled = system.enabled(found.words.slice());
    for (const { transition, choice } of enabled) {
      const { process, event } = system.transitions[transition]!;
      const choices = system.process(process).definition.choices?.[event] ?? 1;
      const step = { process, event, ...(choices > 1 ? { choice } : {}) };
      const words = found.words.slice();
      const next = { words, parent: found, step, depth: found.depth + 1 };
      try {
        system.apply(words, transition, choice);
      } catch (error) {
        throw error instanceof ModelError ? error.after(pathTo(next)) : error;
      }
      if (++this.#steps > stepsMax) return;
      this.#add(next);
    }
    requireDeterminism(system, found.words);
  }

  #add(found: Found): void {
    const key = found.words.join();
    if (this.#known.has(key) || this.#found.length >= statesMax) return;
    this.#known.add(key);
    this.#found.push(found);
  }
}

function pathTo(found: Found): PathStep[] {
  const steps: PathStep[] = [];
  for (let at: Found | undefined = found; at?.step !== undefined; at = at.parent)
    steps.push(at.step);
  return steps.toReversed();
}

/** Everything that a search asks of a state, with the answers checked. */
function questionsOf(system: System): ((words: Uint32Array) => void)[] {
  const predicate = (at: string, holds: (words: Uint32Array) => unknown) => (words: Uint32Array) =>
    void requireBoolean(
      at,
      blamed(at, () => holds(words)),
    );
  return [
    predicate(`${system.name}: isTerminal`, (words) => system.isTerminal(words, 0)),
    ...system.properties.flatMap((property) => {
      const isAsked = askedAt(system, property);
      const at = `property ${property.id}`;
      return [
        predicate(`${at}: exercised`, (words) => property.exercised(words, 0)),
        (words: Uint32Array): void => {
          if (!isAsked(words)) return;
          const violation = blamed(`${at}: violation`, () => property.violation(words));
          if (violation !== undefined) requireViolation(property.id, violation);
        },
      ];
    }),
    ...system.reachable.map(({ id, holds }) => predicate(`property ${id}`, holds)),
    ...system.liveness.flatMap(({ id, from, within, visits }) =>
      [from, within, visits].flatMap((holds) =>
        typeof holds === 'function' ? [predicate(`property ${id}`, holds)] : [],
      ),
    ),
  ];
}
