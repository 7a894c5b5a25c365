import { compareSeverity, failureNameIn } from '../../../properties/failure-names.ts';
import { failureTitle } from '../../../properties/failure-titles.ts';
import type { ReportCell } from '../report.ts';
import type { TraceHead } from './data.ts';

/** By what counterexamples are put together. */
export const groupings = {
  repair: 'the switch that repairs them',
  race: 'root cause (known race)',
  failure: 'failure',
} as const;

export type Grouping = keyof typeof groupings;

export interface TraceGroup {
  readonly key: string;
  readonly title: string;
  /** The setting that repairs all of them, `switch=value`; absent for other groups. */
  readonly repair?: string;
  readonly note: string;
  /** The worst failure first, then the shorter run. */
  readonly traces: readonly TraceHead[];
}

/** What an address asks for, or the first grouping that says something. */
export function groupingOf(asked: string | null, traces: readonly TraceHead[]): Grouping {
  if (asked !== null && Object.hasOwn(groupings, asked)) return asked as Grouping;
  return traces.some(({ repairs = [] }) => repairs.length > 0) ? 'repair' : 'failure';
}

export function groupsOf(traces: readonly TraceHead[], by: Grouping): TraceGroup[] {
  const sorted = traces.toSorted(
    (a, b) => compareSeverity(a.property, b.property) || a.steps - b.steps,
  );
  if (by === 'repair') return repairGroups(sorted);
  return by === 'race' ? raceGroups(sorted) : failureGroups(sorted);
}

/** As few switches as repair all that a switch repairs: the one that repairs most, then of the rest. */
function repairGroups(traces: readonly TraceHead[]): TraceGroup[] {
  const groups: TraceGroup[] = [];
  let left = traces;
  for (;;) {
    const [best] = countedSettings(left);
    if (best === undefined) break;
    const own = left.filter((trace) => settingsOf(trace).includes(best));
    groups.push({ key: best, title: 'Repaired by', repair: best, note: '', traces: own });
    left = left.filter((trace) => !own.includes(trace));
  }
  const several = left.filter(({ repairs }) => repairs !== undefined);
  const untried = left.filter(({ repairs }) => repairs === undefined);
  return [
    ...groups,
    ...(several.length === 0 ? [] : [{ ...severalSwitches, traces: several }]),
    ...(untried.length === 0 ? [] : [{ ...noRepairTried, traces: untried }]),
  ];
}

const severalSwitches = {
  key: 'several',
  title: 'No single switch repairs them',
  note: 'Each switch was turned alone to the value of hardened: none of them repairs the schedule. Turned together they do where hardened is verified.',
};
const noRepairTried = {
  key: 'untried',
  title: 'No repair was tried',
  note: 'Repairs are tried for counterexamples of check that end, of designs other than hardened.',
};

export function settingsOf({ repairs = [] }: TraceHead): string[] {
  return repairs.map((repair) => `${repair.switch}=${repair.value}`);
}

function countedSettings(traces: readonly TraceHead[]): string[] {
  const times = new Map<string, number>();
  for (const setting of traces.flatMap(settingsOf))
    times.set(setting, (times.get(setting) ?? 0) + 1);
  return [...times].toSorted(([, a], [, b]) => b - a).map(([setting]) => setting);
}

function raceGroups(traces: readonly TraceHead[]): TraceGroup[] {
  return grouped(traces, ({ races = [] }) => {
    const [race] = races;
    if (race === undefined) return { key: 'none', title: 'No known race', note: '' };
    const { number, name, interleaving } = race;
    return { key: `${number} ${name}`, title: `Race ${number}: ${name}`, note: `${interleaving}.` };
  }).toSorted((a, b) => Number(a.key === 'none') - Number(b.key === 'none'));
}

function failureGroups(traces: readonly TraceHead[]): TraceGroup[] {
  return grouped(traces, (trace) => {
    const { property } = trace;
    const { name, consequence } = failureNameIn(trace, property);
    return { key: property, title: name, note: consequence };
  });
}

function grouped(
  traces: readonly TraceHead[],
  of: (trace: TraceHead) => Omit<TraceGroup, 'traces'>,
): TraceGroup[] {
  const groups = new Map<string, TraceGroup & { traces: TraceHead[] }>();
  for (const trace of traces) {
    const group = of(trace);
    const known = groups.get(group.key) ?? { ...group, traces: [] };
    known.traces.push(trace);
    groups.set(group.key, known);
  }
  return [...groups.values()];
}

/** Every word occurs in the names, titles, repairs, races or places of a counterexample. */
export function matchesWords(trace: TraceHead, text: string, places: readonly string[]): boolean {
  const said = [
    failureNameIn(trace, trace.property).name,
    trace.failureClass,
    failureTitle(trace.failureClass),
    trace.summary,
    ...settingsOf(trace),
    ...(trace.races ?? []).map(({ name }) => name),
    ...places,
  ]
    .join(' ')
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

/** In how many of these a search found no failure once the setting was made: a race, or a cell of this report. */
export function searchedRepairs(
  traces: readonly TraceHead[],
  setting: string,
  cells: readonly ReportCell[],
): number {
  const [name = '', value] = setting.split('=');
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const holds = (cell: ReportCell, property: string): boolean =>
    cells.some(
      ({ scenario, properties }) =>
        scenario.scope === cell.scenario.scope &&
        scenario.hazards.join() === cell.scenario.hazards.join() &&
        sameSwitches(scenario.switches, { ...cell.scenario.switches, [name]: value! }) &&
        properties.some(({ id, verdict }) => id === property && verdict === 'verified'),
    );
  return traces.filter(
    (trace) =>
      trace.races?.some(({ repairs }) => repairs.includes(setting)) === true ||
      trace.cells.some((id) => byId.has(id) && holds(byId.get(id)!, trace.property)),
  ).length;
}

type Switches = Readonly<Record<string, string>>;

function sameSwitches(one: Switches, other: Switches): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  );
}
