import type { Field } from '../../layout/field.ts';
import type { Layout } from '../../layout/layout.ts';
import type { Step, System } from '../../system/system.ts';
import { BreadthFirst } from '../search/breadth-first.ts';
import { GrowingWords } from '../stores/growing-words.ts';

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
  /** Called every few thousand states. */
  readonly onProgress?: (progress: { states: number; depth: number; frontier: number }) => void;
}

/** A step in one word: transition and choice, 16 bits each. */
const choiceBits = 16;
const statesPerProgress = 1 << 14;

/**
 * Every reachable state with every step between them: what a question about complete runs needs.
 *
 * Edges are packed: those of state `id` are `firstEdge(id)` to `firstEdge(id + 1)`. States are numbered
 * in order of distance from the initial state, which is 0. States from `expanded` on are known, but
 * their edges are not: a budget ended the exploration. Memory: 8 bytes per edge beside the states.
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
  readonly #search: BreadthFirst;
  readonly #offsets: Uint32Array;
  readonly #steps: Uint32Array;

  constructor(system: System, options: GraphOptions = {}) {
    this.system = system;
    const building = new GraphBuilder(system, options);
    const ended = building.explore();
    if (ended !== undefined) this.ended = ended;
    this.#search = building.search;
    this.#offsets = building.offsets.trimmed();
    this.targets = building.targets.trimmed();
    this.#steps = building.steps.trimmed();
    this.expanded = this.#offsets.length - 1;
    this.depths = new Uint32Array(this.size);
    for (let id = 1; id < this.size; id++) {
      this.depths[id] = this.depths[this.#search.parent(id)]! + 1;
    }
  }

  /** States known. */
  get size(): number {
    return this.#search.size;
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
    this.#search.read(id, words);
  }

  /** The steps of a shortest run from the initial state to a state. */
  pathTo(id: number): Step[] {
    return this.#search.pathTo(id);
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
  readonly search: BreadthFirst;
  readonly offsets = new GrowingWords();
  readonly targets = new GrowingWords();
  readonly steps = new GrowingWords();
  readonly #options: GraphOptions;
  readonly #kept: Uint32Array;

  constructor(system: System, options: GraphOptions) {
    this.#options = options;
    this.#kept = keptBits(system.layout, options.ghosts ?? []);
    this.search = new BreadthFirst(system, { start: this.#withoutGhosts(system.initial()) });
  }

  explore(): { reason: string; frontier: number } | undefined {
    const { search } = this;
    const { stop, onProgress } = this.#options;
    let depth = 0;
    let ended: string | undefined;
    for (let levelEnd = 1; search.isLeft && ended === undefined; levelEnd = search.size) {
      while (search.expanded < levelEnd) {
        const id = search.expanded;
        this.#expand();
        if (id % statesPerProgress !== 0) continue;
        ended ??= stop?.();
        if (ended === 'interrupted') break;
        onProgress?.({ states: search.size, depth, frontier: search.size - id });
      }
      depth++;
      ended ??= this.#limitPassed(depth);
    }
    this.offsets.push(this.targets.length);
    const frontier = search.size - search.expanded;
    return frontier === 0 ? undefined : { reason: ended ?? '', frontier };
  }

  #limitPassed(depth: number): string | undefined {
    const { maxStates = Infinity, maxDepth = Infinity, maxBytes = Infinity } = this.#options;
    if (this.search.size >= maxStates) return 'maxStates';
    if (depth >= maxDepth) return 'maxDepth';
    const bytes = this.search.bytes + this.targets.bytes + this.steps.bytes + this.offsets.bytes;
    return bytes >= maxBytes ? 'maxMemory' : undefined;
  }

  #expand(): void {
    const { search, targets, steps } = this;
    this.offsets.push(targets.length);
    search.expand((transition, choice) => {
      this.#withoutGhosts(search.next);
      targets.push(search.reach(transition, choice));
      steps.push((transition << choiceBits) | choice);
    });
  }

  #withoutGhosts(words: Uint32Array): Uint32Array {
    for (let word = 0; word < words.length; word++) words[word]! &= this.#kept[word]!;
    return words;
  }
}
