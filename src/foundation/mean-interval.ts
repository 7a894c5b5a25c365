/** A mean with its 95 % confidence interval, mean - half to mean + half. */
export interface MeanInterval {
  readonly mean: number;
  /** NaN for a single value: nothing is known of the spread. */
  readonly half: number;
}

/** Student's t at 97.5 % for 1 to 30 degrees of freedom; beyond, the normal distribution is near enough. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];
const normalQuantile = 1.96;

/** Of at least one value; the values are taken for independent and about normal. */
export function meanInterval(values: readonly number[]): MeanInterval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const quantile = quantiles[count - 2] ?? (count < 2 ? Number.NaN : normalQuantile);
  return { mean, half: quantile * Math.sqrt(squares / (count - 1) / count) };
}
