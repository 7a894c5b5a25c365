import { assumedBefore } from './assumptions.ts';
import type { ActorsSystem } from './actors-system.ts';
import { keyOf } from './canonical-key.ts';
import { defineActors } from './define-actors.ts';
import { quoted } from './read-keys.ts';
import { nameOf } from './source-outcomes.ts';
import { isMachine, type AnyLogic } from './xstate/logic-kind.ts';
import { eventTypesOf, familyOf, invocationsOf, openGuards } from './xstate/structure.ts';

/** A plain machine that a module exports. */
export interface ExportedMachine {
  /** The name of the export. */
  readonly name: string;
  /** Builds the system. Throws `InputError`, one line, for a machine that needs a configuration. */
  readonly build: () => ActorsSystem;
  /** What is assumed because nothing is declared. */
  readonly assumptions: readonly string[];
  /** A configuration to start with, as the text of a module. */
  readonly configuration: string;
}

/** More snapshots than this of a machine without a configuration are taken for growth without end. */
const assumedSnapshotsMax = 2_000;

/** So are more elements than this in a list, beyond those that it starts with. */
const assumedListGainMax = 32;

/** Every plain XState machine among the exports of a module; one under two names counts once. */
export function exportedMachines(
  exports: Readonly<Record<string, unknown>>,
  file: string,
): ExportedMachine[] {
  const seen = new Set<unknown>();
  return Object.entries(exports).flatMap(([name, value]) => {
    if (seen.has(value) || !isMachine(value)) return [];
    seen.add(value);
    return [assumed(name, value, file)];
  });
}

function assumed(exported: string, machine: AnyLogic, file: string): ExportedMachine {
  const name = exported === 'default' && isMachine(machine) ? identifier(machine.id) : exported;
  return {
    name,
    build: () =>
      defineActors({
        actors: { [name]: machine as never },
        snapshotsMax: assumedSnapshotsMax,
        listGainMax: assumedListGainMax,
        undeclared: 'assume',
      }),
    assumptions: assumptionsOf(machine),
    configuration: startingConfiguration({ name, exported, machine, file }),
  };
}

function assumptionsOf(machine: AnyLogic): string[] {
  const open = familyOf(machine).flatMap(openGuards);
  const list = (names: readonly string[]): string => [...new Set(names)].join(', ');
  return [
    ...assumedBefore(typesOf(machine), sourcesOf(machine)),
    ...(open.length === 0
      ? []
      : [`guards that nobody implements: ${list(open)}; each holds or does not`]),
    'custom actions are not executed',
  ];
}

interface Source {
  readonly id: string;
  readonly src: string;
  readonly kind: string;
}

function sourcesOf(machine: AnyLogic): Source[] {
  const found = familyOf(machine).flatMap(invocationsOf);
  return found.filter(({ kind }) => kind !== 'machine' && kind !== 'transition');
}

function typesOf(machine: AnyLogic): string[] {
  return [...new Set(familyOf(machine).flatMap(eventTypesOf))];
}

function startingConfiguration({
  name,
  exported,
  machine,
  file,
}: {
  readonly name: string;
  readonly exported: string;
  readonly machine: AnyLogic;
  readonly file: string;
}): string {
  const imported = exported === 'default' ? `import ${name} from` : `import { ${name} } from`;
  const events = typesOf(machine).map((type) => `    ${quoted(type)}: [{}],`);
  const sources = new Map(sourcesOf(machine).map((source) => [nameOf(source), source.kind]));
  const outcomes = [...sources].map(
    ([source, kind]) => `    // ${quoted(source)}: ${example(source, kind)},`,
  );
  const section = (key: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`  ${key}: {`, ...lines, '  },'];
  return [
    "import { defineActors } from 'skipover';",
    `${imported} './${file.replace(/^.*[/\\]/, '')}';`,
    '',
    'export default defineActors({',
    `  actors: { ${name} },`,
    ...section(
      'events',
      events.length === 0 ? [] : ['    // What each carries, in cases.', ...events],
    ),
    ...section(
      'outcomes',
      outcomes.length === 0
        ? []
        : [
            '    // What each gives. Until its line is here, the verdict is about what is assumed.',
            ...outcomes,
          ],
    ),
    "  undeclared: 'assume', // without this line, what is missing is refused",
    `  snapshotsMax: ${assumedSnapshotsMax}, // more is taken for growth without end`,
    `  listGainMax: ${assumedListGainMax}, // so are more new elements in a list`,
    '  always: {',
    `    // 'what must hold': ({ ${name} }) => !${name}.matches('...'),`,
    '  },',
    '});',
    '',
  ].join('\n');
}

function example(name: string, kind: string): string {
  if (kind === 'promise')
    return `{ done: [undefined], error: [new Error(${keyOf(`${name} failed`)})] }`;
  return kind === 'observable' ? '{ next: [undefined] }' : "{ sends: [{ type: 'EVENT' }] }";
}

function identifier(id: string): string {
  const plain = id.replaceAll(/[^A-Za-z0-9_$]+(.)?/g, (_, next: string | undefined) =>
    (next ?? '').toUpperCase(),
  );
  return /^[A-Za-z_$]/.test(plain) ? plain : 'machine';
}
