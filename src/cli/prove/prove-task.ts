import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import type { ProofEntry } from '../../analysis/proving/proof-entry.ts';
import type { ProofTask } from '../../analysis/proving/proof-task.ts';
import { prove } from '../../analysis/proving/prove.ts';

/** One proof, as it is sent to a thread. */
export interface ProveTask {
  readonly task: ProofTask;
  readonly finish: 'first' | 'all';
  readonly maxStates?: number;
  /** Seconds. */
  readonly maxSeconds?: number;
  readonly workers: number;
  readonly maxBytes: number;
  /** Names of scopes in which a real run is sought. Default: those of `prove`. */
  readonly scopes?: readonly string[];
  readonly simulatedStates: number;
}

/** Proves or refutes in a thread of its own. */
export function proveTask(given: ProveTask): ProofEntry {
  const { task, finish, maxStates, maxSeconds, workers, maxBytes, scopes, simulatedStates } = given;
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const module = new URL('../../analysis/proving/observed-source.js', import.meta.url).href;
  const entry = prove(task, {
    search: {
      finish,
      maxBytes,
      ...(maxStates === undefined ? {} : { maxStates }),
      workers: {
        count: workers,
        source: { module, name: 'systemOfProof', given: [task] },
      },
      stop: () => (maxSeconds !== undefined && elapsed() > maxSeconds ? 'maxSeconds' : undefined),
    },
    simulatedStates,
    ...(scopes === undefined ? {} : { scopes: scopes.map(parseScope) }),
  });
  return { ...entry, seconds: Number(elapsed().toFixed(3)) };
}
