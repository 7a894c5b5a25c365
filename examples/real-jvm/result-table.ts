import type { RealJvmPlay, RealJvmRace } from './real-jvm-result.ts';

const columns = [25, 27, 7, 6] as const;

/** The results as lines of at most 80 columns. */
export function resultTable(races: readonly RealJvmRace[]): string[] {
  const lines = [row(['race', 'design', 'model', 'runs'], 'what became of the guest')];
  for (const { name, plays } of races) {
    for (const [index, play] of plays.entries()) {
      const cells = [
        index === 0 ? name : '',
        play.design,
        play.model,
        `${play.agreeing}/${play.runs}`,
      ];
      lines.push(row(cells, endOf(play)));
    }
  }
  return lines;
}

function row(cells: readonly string[], last: string): string {
  return cells.map((cell, index) => cell.padEnd(columns[index]!)).join('') + last;
}

function endOf({ outcomes }: RealJvmPlay): string {
  return Object.entries(outcomes)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
}

/** What was lost in the sample run, in one sentence. */
export function lossOf({ design, sample }: RealJvmPlay): string {
  const { wrongBlocks, wrongFrames, staleFrames, skippedFrames, outcome, detail } = sample;
  if (outcome === 'diverged' || outcome === 'stuck') return `${design}: ${detail}`;
  return (
    `${design}: ${staleFrames} frames to be sent arrived stale, ${skippedFrames} skipped ones differ; ` +
    `the program lost ${wrongBlocks} blocks, the second process ${wrongFrames} frames`
  );
}
