import {
  checkConfiguration,
  type Candidate,
  type Configuration,
  type ConfigurationResult,
} from '../../analysis/matrix/configuration.ts';

/** A design and a configuration, as they are given to a worker. */
export interface ConfigurationTask {
  readonly candidate: Candidate;
  readonly configuration: Configuration;
  readonly finish: 'first' | 'all';
  readonly maxStates: number;
}

/** Checks a design in a configuration, in a worker thread. */
export function configurationTask({
  candidate,
  configuration,
  finish,
  maxStates,
}: ConfigurationTask): ConfigurationResult {
  return checkConfiguration(candidate, configuration, { finish, maxStates });
}
