/** The hazards of a scenario as one name. */
export function hazardsName(hazards: readonly string[]): string {
  return hazards.length === 0 ? 'no hazard' : hazards.join(' + ');
}

/** Design and hazards of a scenario on one line; a system of a file has its name alone. */
export function scenarioName(scenario: {
  readonly design: string;
  readonly hazards: readonly string[];
  readonly file?: string;
}): string {
  if (scenario.file !== undefined) return scenario.design;
  return `${scenario.design} / ${hazardsName(scenario.hazards)}`;
}
