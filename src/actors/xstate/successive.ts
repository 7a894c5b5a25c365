/** Which transitions of a machine may follow one another, by its states alone: guards and data are left out. */
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** A transition with its place in a list of all. */
export interface PlacedTransition {
  readonly source: AnyStateNode;
  readonly target: readonly AnyStateNode[] | undefined;
}

export function placedTransitions(node: AnyStateNode): PlacedTransition[] {
  const all: AnyTransitionDefinition[] = [...node.transitions.values()].flat();
  return [...all, ...(node.always ?? [])].map(({ target }) => ({
    source: node,
    target: target as readonly AnyStateNode[] | undefined,
  }));
}

/** Whether the source of `then` may be active right after `first`. */
export function mayFollow(first: PlacedTransition, then: PlacedTransition): boolean {
  const { source, target } = first;
  if (target === undefined || target.length === 0) return areTogether(source, then.source, true);
  if (target.some(endsMachine)) return false;
  return target.every((entered) => {
    const isHistory = entered.type === 'history';
    return areTogether(isHistory ? entered.parent! : entered, then.source, isHistory);
  });
}

function endsMachine({ type, parent }: AnyStateNode): boolean {
  return type === 'final' && parent?.parent === undefined;
}

/** Whether `other` may be active where `node` is; `inAnyWay`: not only as it is when `node` is entered by itself. */
function areTogether(node: AnyStateNode, other: AnyStateNode, inAnyWay: boolean): boolean {
  if (isWithin(node, other)) return true;
  if (isWithin(other, node)) return inAnyWay || isEntered(other, node);
  let shared: AnyStateNode = node;
  while (!isWithin(other, shared)) shared = shared.parent!;
  return shared.type === 'parallel';
}

/** The targets of a transition that a node declares for an event, `''` for one without. */
export function targetsOf(
  node: AnyStateNode,
  event: string,
  index: number,
): readonly AnyStateNode[] {
  const declared: readonly AnyTransitionDefinition[] =
    (event === '' ? node.always : node.transitions.get(event)) ?? [];
  return (declared[index]?.target ?? []) as readonly AnyStateNode[];
}

/** The ids of the states without inner ones that are entered with a node by itself; none of a history. */
export function leavesEntered(node: AnyStateNode): string[] {
  switch (node.type) {
    case 'compound':
      return node.initial.target.flatMap(leavesEntered);
    case 'parallel':
      return Object.values(node.states).flatMap(leavesEntered);
    case 'history':
      return [];
    case 'atomic':
    case 'final':
      return [node.id];
  }
}

/** Whether a node is the other, or lies within it. */
function isWithin(inner: AnyStateNode, outer: AnyStateNode): boolean {
  for (let node: AnyStateNode | undefined = inner; node !== undefined; node = node.parent)
    if (node === outer) return true;
  return false;
}

/** Whether entering `outer` by itself enters `inner`, too. */
function isEntered(inner: AnyStateNode, outer: AnyStateNode): boolean {
  for (let node = inner; node !== outer; node = node.parent!) {
    const parent = node.parent!;
    if (parent.type === 'compound' && !parent.initial.target.some((each) => isWithin(each, node)))
      return false;
  }
  return true;
}
