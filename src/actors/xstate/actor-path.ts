/** Where an actor is: the name of a root, then the ids of children: `checkout/payment`. */
export type ActorPath = string;

export function childPath(parent: ActorPath, id: string): ActorPath {
  return `${parent}/${id}`;
}

/** The path that stands for whoever is registered under a `systemId`. */
export function systemPath(root: string, systemId: string): ActorPath {
  return `${root}//${systemId}`;
}

/** The name of the root that an actor belongs to. */
export function rootOf(path: ActorPath): string {
  const end = path.indexOf('/');
  return end < 0 ? path : path.slice(0, end);
}

const outside = '//outside';

/** The path of the parent that a root has outside the system. */
export function outsidePath(root: string): ActorPath {
  return `${root}${outside}`;
}

export function isOutside(path: ActorPath): boolean {
  return path.endsWith(outside);
}
