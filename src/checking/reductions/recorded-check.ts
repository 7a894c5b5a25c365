import { InputError } from '../../foundation/input-error.ts';
import { enabledMax } from '../../system/enabled-max.ts';
import type { System } from '../../system/system.ts';
import { keptFor, type CheckOptions } from '../check-options.ts';
import { addCounts, CoverageCounts } from '../coverage/coverage.ts';
import type { Normalise } from './symmetry.ts';
import { Judges } from '../judges.ts';
import { Recorder } from './recorder.ts';
import { RecordedExpansion } from './recorded-expansion.ts';
import { runSearch } from '../search/run-search.ts';
import { symmetryOf } from './symmetry.ts';
import { rollUp, type CheckResult, type PropertyResult, type Reduction } from '../verdict.ts';
import { storeFor } from '../stores/store-kind.ts';

/**
 * Checks under reductions that rest on what guards, actions and properties read and write. Accesses are
 * recorded, first on random runs, then at every step of the search itself; what a reduction concluded from
 * them is compared with what is known by then, and a search that was misled begins again with what it
 * learned. So a verdict comes only from a search that nothing contradicted.
 *
 * Runs are reported as short as without the reductions: where `order` found something, all orders are searched
 * as far as that. Takes one thread, and about three times as long per state. Throws
 * `InputError('configuration')` where a reduction is judged together with what it does not go with.
 */
export function checkRecorded(system: System, options: CheckOptions): CheckResult {
  const judged = options.reduce ?? [];
  refuseWhatDoesNotGo(system, options);
  const recorder = new Recorder(system);
  recorder.learn();
  const result = searchUntilUncontradicted(recorder, system, options);
  if (!judged.includes('order')) return result;
  const inOtherOrders = withoutOrder(options);
  const ended = result.ended?.reason;
  // What no order showed might be due to what was left out: nobody judged there.
  const isOpen =
    (ended === undefined || ended === 'bloom') &&
    result.properties.some(
      ({ exercised, counterexamples }) => !exercised && counterexamples.length === 0,
    );
  // An order that is enough may reach a state later than another.
  const isTooDeep = ended === 'maxDepth';
  if (isOpen || isTooDeep) return searchUntilUncontradicted(recorder, system, inOtherOrders);
  const runs = result.properties.flatMap(({ counterexamples, witness }) => [
    ...counterexamples.map(({ steps }) => steps.length),
    ...(witness === undefined ? [] : [witness.length]),
  ]);
  if (runs.length === 0) return result;
  // A deadlock is seen where a state is expanded: one level further.
  const maxDepth = Math.max(...runs) + 1;
  const shortest = searchUntilUncontradicted(recorder, system, { ...inOtherOrders, maxDepth });
  // The first violation in all orders: what lies deeper was not judged for.
  if (shortest.ended?.reason === 'violation') return shortest;
  return withShorterRuns(result, shortest);
}

/** What one search found, with the runs that another one found. A budget may have ended that one sooner: what it did
 * not come to stays as it was. */
function withShorterRuns(result: CheckResult, shortest: CheckResult): CheckResult {
  const properties = result.properties.map((property, at): PropertyResult => {
    const { verdict, exercised, counterexamples, witness } = shortest.properties[at]!;
    const kinds = new Set(counterexamples.map(({ violation }) => violation.failureClass));
    const others = property.counterexamples.filter(
      ({ violation }) => !kinds.has(violation.failureClass),
    );
    return {
      ...property,
      verdict: verdict === 'inconclusive' ? property.verdict : verdict,
      exercised: exercised || property.exercised,
      counterexamples: [...counterexamples, ...others],
      ...(witness === undefined ? {} : { witness }),
    };
  });
  return { ...result, verdict: rollUp(properties.map(({ verdict }) => verdict)), properties };
}

function withoutOrder(options: CheckOptions): CheckOptions {
  return { ...options, reduce: options.reduce!.filter((each) => each !== 'order') };
}

function refuseWhatDoesNotGo(system: System, options: CheckOptions): void {
  const refuse = (what: string): never => {
    throw new InputError('configuration', what);
  };
  if (options.checkpoint !== undefined || options.resume !== undefined) {
    refuse('a search that records accesses (reductions dead and order) is not written down');
  }
  const { reduce = [] } = options;
  const hasSymmetry =
    reduce.includes('symmetry') &&
    (system.symmetry !== undefined || system.interchangeable.length > 1);
  if (reduce.includes('order') && hasSymmetry) {
    refuse(
      'the reductions symmetry and order are not taken together: what is recorded of one part is not known of those like it',
    );
  }
}

function searchUntilUncontradicted(
  recorder: Recorder,
  system: System,
  options: CheckOptions,
): CheckResult {
  for (;;) {
    const result = searchOnce(recorder, system, options);
    if (result !== undefined) return result;
  }
}

/** `undefined` where what was recorded on the way contradicts what the search rested on. */
function searchOnce(
  recorder: Recorder,
  system: System,
  options: CheckOptions,
): CheckResult | undefined {
  const { reduce = [] } = options;
  const { footprints } = recorder;
  const symmetry = reduce.includes('symmetry') ? symmetryOf(system) : undefined;
  const dead = reduce.includes('dead') ? recorder.deadVariables() : undefined;
  const order = reduce.includes('order') ? recorder.partialOrder() : undefined;
  const reductions: Reduction[] = [
    ...(symmetry === undefined ? [] : ['symmetry' as const]),
    ...(dead === undefined ? [] : ['dead' as const]),
    ...(order === undefined ? [] : ['order' as const]),
  ];
  let known = footprints.changes;
  let isContradicted = false;
  const contradicts = (): boolean => {
    if (footprints.changes === known || isContradicted) return isContradicted;
    known = footprints.changes;
    isContradicted =
      dead?.isDisproved === true ||
      (order !== undefined && recorder.partialOrder().differsFrom(order));
    return isContradicted;
  };
  const storeKind = options.store ?? { mode: 'exact' };
  const normalise = inTurn(symmetry, dead?.normalise);
  const store = storeFor(storeKind, system);
  const counts = new CoverageCounts(system);
  recorder.begin();
  try {
    const result = runSearch({
      system,
      options: { ...options, stop: () => (contradicts() ? 'interrupted' : options.stop?.()) },
      storeKind,
      reductions,
      normalise,
      store,
      judges: new Judges(system, keptFor(options), recorder),
      expansionFor: (sink) =>
        new RecordedExpansion({
          recorder,
          system,
          normalise,
          isSymmetric: symmetry !== undefined,
          order,
          store,
          sink,
          counts,
          stepsMax: enabledMax(system),
        }),
      counts: () => counts,
      addCounts: (written) => addCounts(counts, written),
    });
    return contradicts() ? undefined : result;
  } catch (error) {
    // What rests on a wrong conclusion may go wrong anywhere.
    if (contradicts()) return undefined;
    throw error;
  } finally {
    store.close();
  }
}

function inTurn(first?: Normalise, second?: Normalise): Normalise | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return (words) => {
    first(words);
    second(words);
  };
}
