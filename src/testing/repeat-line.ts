import { scenarioOf } from '../fuzzing/token.ts';

/** A test as the runner knows it. */
export interface NamedTask {
  readonly name: string;
  readonly suite?: NamedTask | undefined;
  readonly file?: { readonly filepath: string };
}

/** The full name of a test: those of its suites and its own, as `vitest -t` compares it. */
function fullNameOf({ name, suite }: NamedTask): string {
  return suite === undefined || suite.name === '' ? name : `${fullNameOf(suite)} ${name}`;
}

/** A command for the shell that runs one test and no other, with a token. The name is escaped: a title is no regular
 * expression. */
export function repeatLine(token: string, task: NamedTask, folder: string): string {
  const pattern = `^${fullNameOf(task).replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)}$`;
  const path = task.file?.filepath ?? '';
  const file = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  return `SKIPOVER_TOKEN=${token} npx vitest run ${quoted(file)} -t ${quoted(pattern)}`;
}

/** One word of a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** What a token says of itself: the property, its failure class and the full name of the test that printed it. */
export function scenarioFor(
  failure: { readonly property: string; readonly failureClass: string },
  task: NamedTask,
): string {
  return JSON.stringify([failure.property, failure.failureClass, fullNameOf(task)]);
}

/** The token from outside, if `task` is the test that printed it: no other reacts. */
export function ownToken(task: NamedTask, token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const [, , owner] = JSON.parse(scenarioOf(token)) as [string, string, string?];
  return owner === fullNameOf(task) ? token : undefined;
}
