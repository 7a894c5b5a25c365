import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../../analysis/fuzzing/configurations.ts';
import { migrationFamily } from '../../analysis/fuzzing/migration-family.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import { InputError } from '../../foundation/input-error.ts';
import { failsBy, type Failure } from '../../fuzzing/judge.ts';
import { runNamed } from '../../fuzzing/shrink.ts';
import { Walk } from '../../fuzzing/walk.ts';
import type { Step, System } from '../../system/system.ts';
import { readJson } from '../../input/read-json.ts';
import { parseDesign, parseHazards, type NamedDesign } from '../../analysis/matrix/named-design.ts';
import { writeWhole } from '../files/files.ts';
import { departure } from '../files/schema.ts';

/** A failure by names, so that it can be tried again when the model has changed. */
export interface StoredFailure {
  readonly design: string;
  readonly hazards: readonly string[];
  readonly scope: string;
  readonly property: string;
  readonly failureClass: string;
  /** Process, event and choice of each step. */
  readonly steps: readonly (readonly [string, string, number])[];
}

interface FailureFile {
  readonly schema: 'skipover-failures/1';
  readonly failures: readonly StoredFailure[];
}

/** A failure of the store that is still one, as a run of today's model. */
export interface KnownFailure extends Configuration, Failure {
  readonly steps: readonly Step[];
}

/**
 * The failures of earlier fuzzings, in `failures.json`: small ones, one per design and failure class.
 * They are tried first, and forgotten when they do not fail any more.
 */
export class FailureStore {
  readonly #file: string;
  #failures: readonly StoredFailure[];

  /** Throws `InputError('data')` where the file is there and is not one of this program. */
  constructor(folder: string) {
    this.#file = join(folder, 'failures.json');
    this.#failures = existsSync(this.#file) ? readStore(this.#file) : [];
  }

  /**
   * Tries the failures of a design in configurations with no other hazards than these. What still fails is
   * returned; what does not is taken out of the store, and counted. Names that the model has no more
   * (of a hazard, a scope, a step) are passed over.
   */
  retry(
    design: NamedDesign,
    hazards: readonly string[],
  ): { readonly known: readonly KnownFailure[]; readonly fixed: number } {
    const known: KnownFailure[] = [];
    const kept = this.#failures.filter((stored) => {
      const isAsked = isSame(stored.design, design) && isWithin(stored.hazards, hazards);
      if (!isAsked) return true;
      const failing = tried(stored, design);
      if (failing !== undefined) known.push(failing);
      return failing !== undefined;
    });
    const fixed = this.#failures.length - kept.length;
    this.#failures = kept;
    return { known, fixed };
  }

  /** Puts failures in, each in place of an older one of its kind. */
  add(failures: readonly StoredFailure[]): void {
    const isReplaced = (stored: StoredFailure): boolean =>
      failures.some((failure) => keyOf(failure) === keyOf(stored));
    this.#failures = [...this.#failures.filter((stored) => !isReplaced(stored)), ...failures];
  }

  /** Writes the store; an empty one is no file. */
  save(): void {
    if (this.#failures.length === 0) {
      rmSync(this.#file, { force: true });
      return;
    }
    const content: FailureFile = { schema: 'skipover-failures/1', failures: this.#failures };
    writeWhole(this.#file, `${JSON.stringify(content, undefined, 1)}\n`);
  }
}

/** Steps by their names. */
export function namedSteps(
  { transitions }: System,
  steps: readonly Step[],
): StoredFailure['steps'] {
  return steps.map(({ transition, choice }) => {
    const { process, event } = transitions[transition]!;
    return [process, event, choice];
  });
}

function readStore(file: string): readonly StoredFailure[] {
  const content = readJson(file);
  const wrong = departure('failures', content);
  if (wrong !== undefined) {
    throw new InputError(
      'data',
      `${file}: not a store of failures: ${wrong}; delete it to start anew`,
    );
  }
  return (content as FailureFile).failures;
}

function keyOf({ design, property, failureClass }: StoredFailure): string {
  return JSON.stringify([design, property, failureClass]);
}

/** `undefined` where the model knows the name no more. */
function parsed<Value>(parse: () => Value): Value | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function isSame(name: string, { name: wanted, design }: NamedDesign): boolean {
  const stored = name === wanted ? design : parsed(() => parseDesign(name).design);
  return JSON.stringify(stored) === JSON.stringify(design);
}

function isWithin(hazards: readonly string[], allowed: readonly string[]): boolean {
  return hazards.every((hazard) => allowed.includes(hazard));
}

/** The failure in today's model, or `undefined` where it does not show any more. */
function tried(stored: StoredFailure, { design }: NamedDesign): KnownFailure | undefined {
  const { property, failureClass } = stored;
  const hazards = parsed(() => (stored.hazards.length === 0 ? [] : parseHazards(stored.hazards)));
  const scope = parsed(() => parseScope(stored.scope));
  if (hazards === undefined || scope === undefined) return undefined;
  const system = migrationFamily(design).systemOf({ hazards, scope });
  const numbers = new Map(
    system.transitions.map(({ id, process, event }) => [JSON.stringify([process, event]), id]),
  );
  const steps = stored.steps.flatMap(([process, event, choice]): Step[] => {
    const transition = numbers.get(JSON.stringify([process, event]));
    return transition === undefined ? [] : [{ transition, choice }];
  });
  const walk = new Walk(system, steps.length);
  const fails = failsBy(system, { property, failureClass });
  const stillFails = runNamed(walk, steps, (words) => fails(words) !== undefined);
  return stillFails ? { hazards, scope, property, failureClass, steps: walk.steps() } : undefined;
}
