import { designs, designSwitches, type SwitchName } from '../../../models/design.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { System } from '../../system/system.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import type { Trace } from '../../subject/trace.ts';
import { followSchedule, isViolated } from './same-schedule.ts';
import { scheduleLimits } from './schedule.ts';

/** A switch of the failing design and the value of `hardened` to which it was turned, alone. */
export interface Repair {
  readonly switch: string;
  readonly value: string;
}

const { detourStatesMax, droppedMax } = scheduleLimits;
const limits = { detourStatesMax, endStatesMax: 20_000 } as const;

/**
 * Finds the switches that repair the schedule of a counterexample of this scenario, each turned alone to the value of
 * `hardened`: the design follows the schedule to an end, and the property holds all the way. One schedule is
 * evidence, not a proof. Cost: a system per switch that differs, once; per trace and switch the states of `limits`.
 */
export function repairerOf(scenario: Scenario): (trace: Trace) => Repair[] {
  const names = Object.keys(designSwitches) as SwitchName[];
  const neighbours = names
    .filter((name) => scenario.design[name] !== designs.hardened[name])
    .map((name) => new Neighbour(scenario, name));
  return (trace) => neighbours.filter((one) => one.survives(trace)).map(({ repair }) => repair);
}

/** The design with one switch turned; its system is made when it is first asked. */
class Neighbour {
  readonly #scenario: Scenario;
  readonly repair: Repair;
  #system: System | undefined;

  constructor(scenario: Scenario, name: SwitchName) {
    const value = designs.hardened[name];
    this.#scenario = { ...scenario, design: { ...scenario.design, [name]: value } };
    this.repair = { switch: name, value };
  }

  survives({ property, steps: schedule }: Trace): boolean {
    const system = (this.#system ??= scenarioSystem(this.#scenario).system);
    const known = new Set(system.processes.map(({ name }) => name));
    if (!schedule.every(({ process }) => known.has(process))) return false;
    const { steps, dropped, isTerminated } = followSchedule(system, schedule, limits);
    return isTerminated && dropped.length <= droppedMax && !isViolated(system, property, steps);
  }
}
