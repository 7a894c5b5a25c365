import type { Field } from '../layout/field.ts';
import type { ActorTable } from './actor-table.ts';
import type { ActorSnapshot } from './xstate/semantics.ts';

/** What a question reads: one actor under its name. */
export interface Readable {
  readonly name: string;
  readonly field: Field;
  readonly table: ActorTable;
}

/** The snapshots of all actors by name; `undefined` for one that is not there. */
export type Snapshots = Readonly<Record<string, ActorSnapshot | undefined>>;

/** A node of the tree of answers: which actor is read next, and what follows for each of its local states. */
interface Branch<Answer> {
  readonly reads: number;
  readonly next: (Branch<Answer> | Leaf<Answer> | undefined)[];
}

interface Leaf<Answer> {
  readonly answer: Answer;
}

/**
 * A pure question over snapshots, asked of packed states. Answers are remembered by the local states of those
 * actors that were read, in the order in which they were read: a known answer costs a read or two.
 */
export class SnapshotQuestion<Answer> {
  readonly #readables: readonly Readable[];
  readonly #ask: (snapshots: Snapshots) => Answer;
  #root: Branch<Answer> | Leaf<Answer> | undefined;
  readonly #reads: { readonly reads: number; readonly local: number }[] = [];
  readonly #view: Snapshots;
  #words: Uint32Array = new Uint32Array(0);

  constructor(readables: readonly Readable[], ask: (snapshots: Snapshots) => Answer) {
    this.#readables = readables;
    this.#ask = ask;
    const view = {};
    readables.forEach(({ name }, at) => {
      Object.defineProperty(view, name, { enumerable: true, get: () => this.#read(at) });
    });
    this.#view = view;
  }

  answer(words: Uint32Array): Answer {
    let node = this.#root;
    while (node !== undefined) {
      if ('answer' in node) return node.answer;
      node = node.next[this.#readables[node.reads]!.field.get(words, 0)];
    }
    return this.#learn(words);
  }

  #read(at: number): ActorSnapshot | undefined {
    const { field, table } = this.#readables[at]!;
    const local = field.get(this.#words, 0);
    if (!this.#reads.some(({ reads }) => reads === at)) this.#reads.push({ reads: at, local });
    return table.states[local]?.snapshot;
  }

  #learn(words: Uint32Array): Answer {
    this.#words = words;
    this.#reads.length = 0;
    const leaf: Leaf<Answer> = { answer: this.#ask(this.#view) };
    const path = [...this.#reads];
    if (path.length === 0) {
      this.#root = leaf;
      return leaf.answer;
    }
    this.#root ??= { reads: path[0]!.reads, next: [] };
    let node = this.#root as Branch<Answer>;
    path.forEach(({ local }, at) => {
      const following = path[at + 1];
      const next =
        following === undefined ? leaf : (node.next[local] ?? { reads: following.reads, next: [] });
      node.next[local] = next;
      if ('next' in next) node = next;
    });
    return leaf.answer;
  }
}
