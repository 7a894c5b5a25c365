import { createMachine, type AnyStateMachine } from 'xstate';

/** A machine's configuration as plain data, for a result file. Functions are kept by their names. */
export type ChartConfig = Readonly<Record<string, unknown>>;

/** What a drawing needs of a machine. Inline guards and actions are named for their functions, or `inline`. */
export function chartConfig(machine: AnyStateMachine): ChartConfig {
  const text = JSON.stringify({ ...machine.config, id: machine.id }, (_key, value: unknown) =>
    typeof value === 'function' ? value.name || 'inline' : value,
  );
  return JSON.parse(text) as ChartConfig;
}

/** The machine of a configuration. It is drawn, never run: it has no implementations. */
export function machineOf(config: ChartConfig): AnyStateMachine {
  return createMachine(config as Parameters<typeof createMachine>[0]);
}
