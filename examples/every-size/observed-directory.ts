import {
  ChoiceParts,
  defineAbstraction,
  defineSystem,
  type Abstraction,
  type LayoutBuilder,
  type Property,
  type System,
} from 'skipover';
import { directory, directoryOf, rights, standsInTheWay } from './directory.ts';

/** What is known of the observed cache, of all others together, and what a step chooses. */
function seenFromOneCache(layout: LayoutBuilder) {
  const choices = new ChoiceParts();
  return {
    held: layout.field('held', 2),
    /** The strongest right that any other cache holds. */
    others: layout.field('others', 2),
    /** Another cache than the observed one has asked. */
    byAnother: layout.field('byAnother', 1),
    wanted: layout.field('wanted', 2),
    /** Who does something: 0 the observed cache, 1 another. */
    doer: choices.part(2),
    /** Of a request: the right. Else: what the others hold when one of them has lost its copy. */
    right: choices.part(3),
  };
}

type Seen = ReturnType<typeof seenFromOneCache>;

function guardsOf({ held, others, byAnother, wanted, doer, right }: Seen, grantsAtOnce: boolean) {
  const isObserved = (choice: number): boolean => doer.of(choice) === 0;
  const observedIsInTheWay = (words: Uint32Array): boolean =>
    byAnother.get(words, 0) === 1 && standsInTheWay(held.get(words, 0), wanted.get(words, 0));
  /** Another that asks for the right to write may hold a copy itself, and is not in its own way. */
  const othersMayBeOutOfTheWay = (words: Uint32Array): boolean =>
    (byAnother.get(words, 0) === 1 && wanted.get(words, 0) === rights.write) ||
    !standsInTheWay(others.get(words, 0), wanted.get(words, 0));
  const othersMayLose = (words: Uint32Array, choice: number): boolean =>
    others.get(words, 0) !== rights.none && right.of(choice) <= others.get(words, 0);
  return {
    cacheWantsMore: (words: Uint32Array, choice: number) =>
      right.of(choice) !== rights.none &&
      (!isObserved(choice) || held.get(words, 0) < right.of(choice)),
    cacheIsInTheWay: (words: Uint32Array, choice: number) =>
      isObserved(choice)
        ? right.of(choice) === rights.none && observedIsInTheWay(words)
        : othersMayLose(words, choice) &&
          standsInTheWay(others.get(words, 0), wanted.get(words, 0)),
    nobodyIsInTheWay: (words: Uint32Array) =>
      grantsAtOnce || (!observedIsInTheWay(words) && othersMayBeOutOfTheWay(words)),
    cacheHoldsCopy: (words: Uint32Array, choice: number) =>
      isObserved(choice)
        ? right.of(choice) === rights.none && held.get(words, 0) !== rights.none
        : othersMayLose(words, choice),
  };
}

function actionsOf({ held, others, byAnother, wanted, doer, right }: Seen) {
  const lose = (words: Uint32Array, choice: number): void => {
    if (doer.of(choice) === 0) held.set(words, 0, rights.none);
    else others.set(words, 0, right.of(choice));
  };
  return {
    rememberRequest: (words: Uint32Array, choice: number) => {
      byAnother.set(words, 0, doer.of(choice));
      wanted.set(words, 0, right.of(choice));
    },
    takeCopy: lose,
    dropCopy: lose,
    giveRight: (words: Uint32Array) => {
      const given = wanted.get(words, 0);
      if (byAnother.get(words, 0) === 0) held.set(words, 0, given);
      else others.set(words, 0, Math.max(given, others.get(words, 0)));
      byAnother.set(words, 0, 0);
      wanted.set(words, 0, rights.none);
    },
  };
}

/**
 * The directory of every size, seen from one cache that nobody chose. Of all others together the strongest right is
 * known. The chart is the same; which cache does something, and what the others hold afterwards, is a choice.
 */
export function observedDirectory({ grantsAtOnce = false } = {}): System {
  return defineSystem({
    name: 'directory of every size',
    build: (layout) => {
      const seen = seenFromOneCache(layout);
      const { choices } = seen.right;
      return {
        processes: [
          {
            name: 'directory',
            machine: directory,
            choices: { request: choices, revoke: choices, drop: choices },
            guards: guardsOf(seen, grantsAtOnce),
            actions: actionsOf(seen),
          },
        ],
        initialize: () => {},
        isTerminal: () => true,
        properties: [oneWriter(seen)],
      };
    },
  });
}

function oneWriter({ held, others }: Seen): Property {
  return {
    id: 'one-writer',
    title: 'who may write holds the only copy',
    exercised: (words) => held.get(words, 0) === rights.write,
    violation: (words) =>
      held.get(words, 0) === rights.write && others.get(words, 0) !== rights.none
        ? { failureClass: 'two copies', detail: 'a cache may write, and another has a copy' }
        : undefined,
  };
}

/** Connects the directory of one size with that of every size: an element is a cache. */
export function directoryAbstraction(caches: number, abstract = observedDirectory()): Abstraction {
  const concrete = directoryOf(caches);
  const from = fieldsOf(concrete);
  const to = fieldsOf(abstract);
  return defineAbstraction({
    concrete,
    abstract,
    elements: caches,
    nameOf: (cache) => `cache ${cache}`,
    alpha: (words, cache, out) => {
      let strongest = 0;
      for (let other = 0; other < caches; other++) {
        if (other !== cache) strongest = Math.max(strongest, from('held').get(words, other));
      }
      const isAsked = from('wanted').get(words, 0) !== rights.none;
      out.fill(0);
      to('held').set(out, 0, from('held').get(words, cache));
      to('others').set(out, 0, strongest);
      to('wanted').set(out, 0, from('wanted').get(words, 0));
      to('byAnother').set(out, 0, isAsked && from('requester').get(words, 0) !== cache ? 1 : 0);
      to('directory.state').set(out, 0, from('directory.state').get(words, 0));
    },
  });
}

function fieldsOf({ layout }: System): (name: string) => System['layout']['fields'][number] {
  const byName = new Map(layout.fields.map((field) => [field.name, field]));
  return (name) => byName.get(name)!;
}
