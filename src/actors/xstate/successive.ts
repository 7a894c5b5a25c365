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
