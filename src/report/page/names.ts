/** The hazards of a scenario as one name. */
export function hazardsName(hazards: readonly string[]): string {
  return hazards.length === 0 ? 'ordinary life' : hazards.join(' + ');
}

/** Design and hazards of a scenario on one line. */
export function scenarioName(scenario: {
  readonly design: string;
  readonly hazards: readonly string[];
}): string {
  return `${scenario.design} / ${hazardsName(scenario.hazards)}`;
}
