import { geometryOf, type Environment, type Geometry } from '../migration/environment.ts';
import type { Machine } from '../migration/machine.ts';
import type { JvmWorkload, LoggedCollection } from './workload.ts';

/** Which logged collection comes next: shared by the driver and the environment of the JVM chart. */
export class LogPosition {
  next: LoggedCollection;
  readonly #workload: JvmWorkload;
  #index = 0;

  constructor(workload: JvmWorkload) {
    this.#workload = workload;
    this.next = workload.collections[0]!;
  }

  advance(): void {
    const { collections } = this.#workload;
    this.#index = (this.#index + 1) % collections.length;
    this.next = collections[this.#index]!;
  }
}

/** Resizes as the log has them. Where the log has wrapped around and the survivor spaces lie the other
 * way round, their roles are exchanged; where neither fits, the spaces stay as they are. */
export class LoggedEnvironment implements Environment {
  readonly resizeChoices = 1;
  readonly #heap: Machine['heap'];
  readonly #position: LogPosition;

  constructor(heap: Machine['heap'], position: LogPosition) {
    this.#heap = heap;
    this.#position = position;
  }

  geometry(words: Uint32Array): Geometry {
    const heap = this.#heap;
    const { after } = this.#position.next;
    const fromBottom = heap.fromBottom.get(words, 0);
    const fromTop = heap.fromTop.get(words, 0);
    const { edenEnd, youngEnd } = after;
    if (fromBottom === after.fromBottom && fromTop <= after.fromEnd) {
      const { fromEnd, toBottom, toEnd } = after;
      return { edenEnd, fromEnd, toBottom, toEnd, youngEnd };
    }
    if (fromBottom === after.toBottom && fromTop <= after.toEnd) {
      const [fromEnd, toBottom, toEnd] = [after.toEnd, after.fromBottom, after.fromEnd];
      return { edenEnd, fromEnd, toBottom, toEnd, youngEnd };
    }
    return geometryOf(words, heap);
  }
}
