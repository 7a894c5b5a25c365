import { invariant } from '../foundation/invariant.ts';
import type { Field } from '../layout/field.ts';
import type { Layout } from '../layout/layout.ts';
import type { Step, System } from '../system/system.ts';
import { StateTable } from './state-table.ts';

export interface GraphOptions {
  /**
   * Fields that no guard and no action reads to decide or to write another field: kept for properties
   * alone. They are zero in every state of the graph, so that states which differ in nothing else are
   * one. Every path is a run of the system all the same, and so is every loop, again and again.
   */
  readonly ghosts?: readonly Field[];
  /** Ends the exploration at the end of the level in which this many states are passed. */
  readonly maxStates?: number;
  /** Ends the exploration when all states at this distance are found. */
  readonly maxDepth?: number;
  /** Ends the exploration at the end of the level in which states and edges take more bytes. */
  readonly maxBytes?: number;
  /** Asked every few thousand states; a reason ends the exploration at the end of the level, and the
   * reason `interrupted` at once. */
  readonly stop?: () => string | undefined;
  /** Told every few thousand states. */
  readonly onProgress?: (progress: { states: number; depth: number; frontier: number }) => void;
}

/** A step in one word: transition and choice, 16 bits each. */
const choiceBits = 16;
const statesPerProgress = 1 << 14;

/**
 * Every reachable state with every step between them: what a question about whole runs needs.
 *
 * Edges are packed: those of state `id` are `firstEdge(id)` to `firstEdge(id + 1)`. States are numbered
 * in order of distance from the initial state, which is 0. States from `expanded` on are known, but
 * their edges are not: a budget ended the exploration. Memory: 8 bytes per edge beside the state table.
 */
export class StateGraph {
  readonly system: System;
  /** Why the exploration ended before it was complete; absent if it was complete. */
  readonly ended?: { readonly reason: string; readonly frontier: number };
  /** States whose edges are known: those with an id below this. */
  readonly expanded: number;
  /** By edge: the state that it leads to. */
  readonly targets: Uint32Array;
  /** By state: its distance from the initial state. */
  readonly depths: Uint32Array;
  readonly #table: StateTable;
  readonly #offsets: Uint32Array;
  readonly #steps: Uint32Array;

  constructor(system: System, options: GraphOptions = {}) {
    this.system = system;
    const building = new GraphBuilder(system, options);
    const ended = building.explore();
    if (ended !== undefined) this.ended = ended;
    this.#table = building.table;
    this.#offsets = building.offsets.trimmed();
    this.targets = building.targets.trimmed();
    this.#steps = building.steps.trimmed();
    this.expanded = this.#offsets.length - 1;
    this.depths = new Uint32Array(this.size);
    for (let id = 1; id < this.size; id++) {
      this.depths[id] = this.depths[this.#table.parent(id)]! + 1;
    }
  }

  /** States known. */
  get size(): number {
    return this.#table.size;
  }

  firstEdge(id: number): number {
    return this.#offsets[id]!;
  }

  /** The transition of an edge, by its id in the system. */
  transitionOf(edge: number): number {
    return this.#steps[edge]! >>> choiceBits;
  }

  stepOf(edge: number): Step {
    return { transition: this.transitionOf(edge), choice: this.#steps[edge]! & 0xffff };
  }

  /** Copies a state into `words`. */
  read(id: number, words: Uint32Array): void {
    this.#table.read(id, words);
  }

  /** The steps of a shortest run from the initial state to a state. */
  pathTo(id: number): Step[] {
    const steps: Step[] = [];
    for (let at = id; at !== 0; at = this.#table.parent(at)) {
      const step = this.#table.step(at);
      steps.push({ transition: step >>> choiceBits, choice: step & 0xffff });
    }
    return steps.toReversed();
  }

  /** By state, 1 where `holds`. Reads every state once. */
  where(holds: (words: Uint32Array) => boolean): Uint8Array {
    const words = this.system.layout.zero();
    const marks = new Uint8Array(this.size);
    for (let id = 0; id < this.size; id++) {
      this.read(id, words);
      if (holds(words)) marks[id] = 1;
    }
    return marks;
  }
}

/** The words of a state without the bits of some fields. */
function keptBits(layout: Layout, ghosts: readonly Field[]): Uint32Array {
  const words = layout.zero();
  for (const ghost of ghosts) {
    for (let at = 0; at < ghost.length; at++) ghost.set(words, at, ghost.valueMax);
  }
  return words.map((word) => ~word);
}

class GraphBuilder {
  readonly table: StateTable;
  readonly offsets = new GrowingWords();
  readonly targets = new GrowingWords();
  readonly steps = new GrowingWords();
  readonly #system: System;
  readonly #options: GraphOptions;
  readonly #current: Uint32Array;
  readonly #next: Uint32Array;
  readonly #kept: Uint32Array;

  constructor(system: System, options: GraphOptions) {
    this.#system = system;
    this.#options = options;
    this.table = new StateTable(system.layout.wordsPerState);
    this.#current = system.layout.zero();
    this.#next = system.layout.zero();
    this.#kept = keptBits(system.layout, options.ghosts ?? []);
  }

  explore(): { reason: string; frontier: number } | undefined {
    const { table } = this;
    const { stop, onProgress } = this.#options;
    table.add(this.#withoutGhosts(this.#system.initial()), 0, 0);
    let expanded = 0;
    let depth = 0;
    let ended: string | undefined;
    for (let levelEnd = 1; expanded < levelEnd && ended === undefined; levelEnd = table.size) {
      for (; expanded < levelEnd; expanded++) {
        this.#expand(expanded);
        if (expanded % statesPerProgress !== 0) continue;
        ended ??= stop?.();
        if (ended === 'interrupted') break;
        onProgress?.({ states: table.size, depth, frontier: table.size - expanded });
      }
      depth++;
      ended ??= this.#limitPassed(depth);
    }
    this.offsets.push(this.targets.length);
    const frontier = table.size - expanded;
    return frontier === 0 ? undefined : { reason: ended ?? '', frontier };
  }

  #limitPassed(depth: number): string | undefined {
    const { maxStates = Infinity, maxDepth = Infinity, maxBytes = Infinity } = this.#options;
    if (this.table.size >= maxStates) return 'maxStates';
    if (depth >= maxDepth) return 'maxDepth';
    const bytes = this.table.bytes + this.targets.bytes + this.steps.bytes + this.offsets.bytes;
    return bytes >= maxBytes ? 'maxMemory' : undefined;
  }

  #expand(id: number): void {
    const { table, targets, steps } = this;
    const system = this.#system;
    const current = this.#current;
    const next = this.#next;
    table.read(id, current);
    this.offsets.push(targets.length);
    const visit = (transition: number, choice: number): void => {
      next.set(current);
      system.apply(next, transition, choice);
      this.#withoutGhosts(next);
      const step = (transition << choiceBits) | choice;
      const known = table.idOf(next);
      targets.push(known >= 0 ? known : table.add(next, id, step));
      steps.push(step);
    };
    for (const process of system.processes) process.forEachEnabled(current, visit);
  }

  #withoutGhosts(words: Uint32Array): Uint32Array {
    for (let word = 0; word < words.length; word++) words[word]! &= this.#kept[word]!;
    return words;
  }
}

const capacityMin = 1 << 12;

/** A list of 32-bit words that grows by doubling. */
class GrowingWords {
  length = 0;
  #words = new Uint32Array(capacityMin);

  push(word: number): void {
    if (this.length === this.#words.length) {
      invariant(this.length < 2 ** 30, 'the graph is full');
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[this.length++] = word;
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  trimmed(): Uint32Array {
    return this.#words.subarray(0, this.length);
  }
}
