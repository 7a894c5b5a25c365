import { fromPromise, type AnyStateMachine } from 'xstate';
import type { ActorsByName, ActorsDefinition } from '../actor-options.ts';

/** A machine with what its tests need. Written for these tests; shapes are those of machines that people publish. */
export interface CorpusEntry {
  /** What it exercises. */
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly input?: unknown;
  readonly events?: ActorsDefinition<ActorsByName>['events'];
  readonly outcomes?: ActorsDefinition<ActorsByName>['outcomes'];
  readonly project?: ActorsDefinition<ActorsByName>['project'];
  /** Bounds what would grow. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the contexts of all machines
  readonly within?: (snapshot: any) => boolean;
  /** Why `@xstate/graph` cannot say what is right; absent where it can. */
  readonly noGraph?: 'delays' | 'children' | 'sources' | 'project';
  /** Why runs of real actors are not compared. */
  readonly noRuns?: 'project';
}

/** A promise that a test ends. */
export interface PendingPromise {
  readonly name: string;
  readonly input: unknown;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Promises of controlled sources that are under way, in the order of their start. */
export const pendingPromises: PendingPromise[] = [];

/** A promise that ends when a test says so. */
// oxlint-disable-next-line typescript/no-explicit-any -- outputs and inputs of all machines
export function controlled(name: string): ReturnType<typeof fromPromise<any, any>> {
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  return fromPromise<any, any>(
    ({ input, signal }) =>
      new Promise((resolve, reject) => {
        const pending = { name, input: input as unknown, resolve, reject };
        pendingPromises.push(pending);
        signal.addEventListener('abort', () => {
          const at = pendingPromises.indexOf(pending);
          if (at >= 0) pendingPromises.splice(at, 1);
        });
      }),
  );
}
