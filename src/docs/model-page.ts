import { assumptions } from '../../models/assumptions.ts';
import { comparators, type Comparator } from '../../models/comparators.ts';
import { designs, designSwitches, designTitles, type Design } from '../../models/design.ts';
import { hazards, baselineHazards } from '../../models/hazards.ts';
import { matrixCells } from '../../models/matrix-cells.ts';
import { matrixDesigns, matrixRows } from '../../models/matrix.ts';
import { raceScenarios } from '../../models/scenarios.ts';
import { scopes } from '../../models/scope.ts';
import { costTitles, switchCosts, type Cost, type Price } from '../../models/switch-costs.ts';
import { livenessFamilies, safetyFamilies } from '../../properties/all.ts';
import { convergence } from '../../properties/convergence.ts';
import { countsOf } from '../analysis/matrix/race-counts.ts';
import { deadlockProperty } from '../system/deadlock.ts';
import { code, generated, page, table } from './markdown.ts';

const introduction = `# The model

Everything that can be named on the command line. \`skipover list\` prints the same. A check combines a
**design** (one value for each switch), **hazards** and a **scope**. [How it works](how-it-works.md)
explains the words. Sections such as 3.3.4 are those of the JAVMM paper (EuroSys 2015).`;

/** `docs/model.md`: properties, designs, switches, hazards, assumptions, scopes, matrix and races. */
export function modelPage(): string {
  return page(
    introduction.trim(),
    generated,
    ...propertySection(),
    ...designSection(),
    ...hazardSection(),
    ...scopeSection(),
    ...matrixSection(),
    ...raceSection(),
    ...techniqueSection(),
  );
}

function propertySection(): string[] {
  const families = [...safetyFamilies, ...livenessFamilies, convergence];
  const rows = families.map(({ id, title }) => titled(id, title));
  const deadlock = titled(
    deadlockProperty,
    'No deadlock: until the migration is over, some step that counts as progress is possible',
  );
  return [
    '## Properties',
    'S: safety, judged in every state. P: usefulness, judged at every step. D: deadlock. L: liveness and reachability ([liveness](liveness.md)). Q: costs, where a cell has bounds for them.',
    table(['id', 'name', 'demands'], [...rows, deadlock]),
  ];
}

/** A title such as "No lost page: every live frame arrives", as cells. */
function titled(id: string, title: string): string[] {
  const [name, ...rest] = title.split(': ');
  return [id, name!, rest.join(': ')];
}

function designSection(): string[] {
  const differences = (design: Design): string =>
    Object.entries(design)
      .filter(([name, value]) => value !== designs.published[name as keyof Design])
      .map((pair) => code(pair.join('=')))
      .join(', ');
  return [
    '## Designs',
    'A design may be changed in place: `--design published:skippedFrames=defer`.',
    table(
      ['design', 'meaning', 'differs from `published` in'],
      Object.entries(designs).map(([name, design]) => [
        code(name),
        designTitles[name as keyof typeof designs],
        differences(design),
      ]),
    ),
    '## Switches',
    "What an implementer chooses. The first value is the paper's. [For implementers](implementers.md) has a question for each. " +
      '`harden` uses the prices, which are ordinal; a value without a price costs nothing.',
    table(
      ['switch', 'values', 'decides', 'source', 'prices'],
      Object.entries(designSwitches).map(([name, { values, title, source }]) => [
        code(name),
        values.map(code).join(', '),
        title,
        source,
        pricesOf(name as keyof typeof switchCosts),
      ]),
    ),
  ];
}

function pricesOf(name: keyof typeof switchCosts): string {
  const prices = switchCosts[name] as Readonly<Record<string, Price>>;
  return Object.entries(prices)
    .map(([value, price]) => [value, priceText(price)] as const)
    .filter(([, text]) => text !== '')
    .map(([value, text]) => `${code(value)}: ${text}`)
    .join('; ');
}

function priceText(price: Price): string {
  return (Object.keys(costTitles) as (keyof Cost)[])
    .filter((currency) => (price[currency] ?? 0) > 0)
    .map((currency) => `${costTitles[currency]} ${price[currency]}`)
    .join(', ');
}

function hazardSection(): string[] {
  return [
    '## Hazards',
    'Each adds something that real systems do and the paper assumes away. A hazard enables steps at every moment at which they can happen.',
    table(
      ['hazard', 'what happens', 'evidence', 'drops'],
      Object.entries(hazards).map(([name, { title, source, drops }]) => [
        code(name),
        title,
        source,
        drops.join(' '),
      ]),
    ),
    'Two more things are part of every check:',
    table(
      ['name', 'what happens', 'evidence'],
      Object.entries(baselineHazards).map(([name, { title, source }]) => [
        code(name),
        title,
        source,
      ]),
    ),
    '## Assumptions of the paper',
    '`skipover assumptions` finds which of them a design needs.',
    table(
      ['id', 'assumption', 'source'],
      Object.entries(assumptions).map(([name, { title, source }]) => [name, title, source]),
    ),
  ];
}

function scopeSection(): string[] {
  const all = Object.values(scopes);
  const bounds = Object.keys(scopes.quick).filter((key) => key !== 'name' && key !== 'title');
  return [
    '## Scopes',
    'A scope bounds everything that is bounded. One bound may be changed in place: `--scope quick:frames=5`.',
    table(
      ['scope', 'for'],
      all.map(({ name, title }) => [code(name), title]),
    ),
    table(
      ['bound', ...all.map(({ name }) => name)],
      bounds.map((bound) => [
        code(bound),
        ...all.map((scope) => String(scope[bound as keyof typeof scope])),
      ]),
    ),
  ];
}

function matrixSection(): string[] {
  return [
    '## The matrix of `skipover check`',
    'The properties that each design violates in each row. A run in which a cell differs does not exit 0. Empty cells are verified.',
    table(
      ['hazards', 'scope', ...matrixDesigns.map(code)],
      matrixRows.map((row) => [
        row.hazards.length === 0 ? 'none' : row.hazards.map(code).join(' + '),
        row.scope.name,
        ...matrixDesigns.map((design) => (row.violates[design] ?? []).join(' ')),
      ]),
    ),
    'These cells follow the matrix, also in scope `ci`. Each has a design or bounds that no row has. L: liveness is judged too. Q: so are the costs of every run.',
    table(
      ['design', 'hazards', 'scope', 'also', 'violates'],
      matrixCells.map(({ designName, scope, liveness, costs, violates, ...cell }) => [
        code(designName),
        cell.hazards.length === 0 ? 'none' : cell.hazards.map(code).join(' + '),
        code(scope.name),
        [...(liveness === true ? ['L'] : []), ...(costs === undefined ? [] : ['Q'])].join(' '),
        violates.join(' '),
      ]),
    ),
  ];
}

const raceClasses = { I: 'lost dirtiness', II: 'wrong bit', III: 'readiness', IV: 'liveness' };

function raceSection(): string[] {
  return [
    '## Races',
    '`skipover check --scenario N` shows a race in `hardened` with the named switches turned back, and that `hardened` holds. ' +
      'With `--expect` verdicts, lengths and numbers of states must be those below.',
    table(
      [
        'N',
        'race',
        'class',
        'interleaving',
        'hazards, scope',
        'fails with',
        'violates',
        'steps',
        'states',
        'also repaired by',
      ],
      raceScenarios.map((race) => [
        String(race.number),
        race.name,
        raceClasses[race.raceClass],
        race.interleaving,
        `${race.hazards.length === 0 ? 'none' : race.hazards.map(code).join(' + ')}, ${race.scope.name}`,
        settings(race.failing),
        `${race.violates.property} (${[race.violates.property, ...race.also].join(' ')})`,
        String(countsOf(race).counterexampleSteps ?? ''),
        countsOf(race).statesFailing.toLocaleString('en'),
        race.repairs.map(settings).join('; '),
      ]),
    ),
  ];
}

function settings(design: Partial<Design>): string {
  return Object.entries(design)
    .map((pair) => code(pair.join('=')))
    .join(', ');
}

function techniqueSection(): string[] {
  const all: Readonly<Record<string, Comparator>> = comparators;
  return [
    '## Policies',
    '`skipover simulate --policy NAME` adds one other technique to each design. What changes which frames are sent is a switch, which `check` explores too.',
    table(
      ['policy', 'what it does', 'source', 'switches', 'assumes'],
      Object.entries(all).map(([name, { title, source, switches, assumptions: assumed }]) => [
        code(name),
        title,
        source,
        switches === undefined ? '' : settings(switches),
        assumed.join('; '),
      ]),
    ),
  ];
}
