import type { Step, System } from '../system/system.ts';
import { Walk } from './walk.ts';

/** States that one search may meet; some hundred bytes and some microseconds each. */
const statesMax = 100_000;

/**
 * A shortest run to a state as sought that uses no step but those of `steps`, by process, event and
 * choice, in any order and any number; then the same with any choice. Breadth first. Where a
 * search meets too many states it gives up, and what was known before is returned.
 *
 * Leaving steps out cannot replace one by another: what a run does in two iterations may be possible
 * in one, but only in another order. Few kinds of step reach few states of a small system; in a large
 * one the search gives up (the migration with 16 frames, say).
 */
export function shortcut(
  system: System,
  steps: readonly Step[],
  isSought: (words: Uint32Array) => boolean,
): readonly Step[] {
  const walk = new Walk(system, 1);
  const { kindOf } = walk.kinds;
  const named = new Set(steps.map(({ transition, choice }) => `${kindOf[transition]} ${choice}`));
  const kinds = new Set(steps.map(({ transition }) => kindOf[transition]!));
  let shortest = steps;
  for (const isAllowed of [
    ({ transition, choice }: Step) => named.has(`${kindOf[transition]} ${choice}`),
    ({ transition }: Step) => kinds.has(kindOf[transition]!),
  ]) {
    const search = { system, isAllowed, isSought, stepsMax: shortest.length - 1 };
    const found = searchAmong(search);
    // More kinds of step reach more states still.
    if (found === 'tooMany') break;
    shortest = found ?? shortest;
  }
  return shortest;
}

interface Search {
  readonly system: System;
  readonly isAllowed: (step: Step) => boolean;
  readonly isSought: (words: Uint32Array) => boolean;
  readonly stepsMax: number;
}

/** A state that was met, and how. */
interface Node {
  readonly words: Uint32Array;
  readonly step: Step;
  readonly parent: Node | undefined;
  readonly depth: number;
}

function searchAmong({
  system,
  isAllowed,
  isSought,
  stepsMax,
}: Search): Step[] | 'tooMany' | undefined {
  const initial = system.initial();
  const known = new Set([keyOf(initial)]);
  const nowhere = { transition: -1, choice: 0 };
  const nodes: Node[] = [{ words: initial, step: nowhere, parent: undefined, depth: 0 }];
  const next = system.layout.zero();
  // Grows while it is walked through.
  for (const node of nodes) {
    if (node.depth >= stepsMax) return undefined;
    for (const step of system.enabled(node.words)) {
      if (!isAllowed(step)) continue;
      next.set(node.words);
      system.apply(next, step.transition, step.choice);
      const key = keyOf(next);
      if (known.has(key)) continue;
      if (known.size >= statesMax) return 'tooMany';
      known.add(key);
      const found = { words: next.slice(), step, parent: node, depth: node.depth + 1 };
      if (isSought(next)) return pathTo(found);
      nodes.push(found);
    }
  }
  return undefined;
}

function keyOf(words: Uint32Array): string {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('latin1');
}

function pathTo(node: Node): Step[] {
  const steps: Step[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) steps.push(at.step);
  return steps.toReversed();
}
