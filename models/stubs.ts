/** The events of a chart, by their names. */
export type EventNamed<Name extends string> = { [Each in Name]: { type: Each } }[Name];

/** The guards that a chart names, each once. XState demands an implementation; the true ones are bound in
 * `src/migration`, and the compiler compares their names with these. */
export function guardStubs<const Name extends string>(
  ...names: readonly Name[]
): Record<Name, () => boolean> {
  return stubs(names, () => false);
}

/** The actions that a chart names, each once. */
export function actionStubs<const Name extends string>(
  ...names: readonly Name[]
): Record<Name, () => void> {
  return stubs(names, () => {});
}

function stubs<Name extends string, Stub>(names: readonly Name[], stub: Stub): Record<Name, Stub> {
  return Object.fromEntries(names.map((name) => [name, stub])) as Record<Name, Stub>;
}
