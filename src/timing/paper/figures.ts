/**
 * Every figure that the running text of the paper states (K. Chirudeep et al., "Application Assisted Live
 * Migration of Virtual Machines with Java Applications", a re-publication of Hou, Shin, Sung, EuroSys
 * 2015; its tables and figures are missing). Facts only; figures that are not listed are unknown.
 */

export type PaperWorkload = 'derby' | 'compiler' | 'xml' | 'crypto' | 'scimark';

/**
 * What a figure measures. Bytes of traffic are payload. The paper's MB and GB are binary: its 2 GB VM has
 * 2^31 bytes, and 7 GB are "3.5x the VM size".
 */
export interface PaperFigure {
  readonly id: string;
  readonly published: number;
  readonly unit: 's' | 'GiB' | 'MiB' | 'iterations' | 'share';
  readonly where: string;
  /** A figure that may be exceeded on one side ("over 400MB"). */
  readonly bound?: 'atLeast' | 'atMost';
  /**
   * Fitted: a parameter was chosen by it. Identity: it follows from inputs or from another figure.
   * Only predicted ones are evidence.
   */
  readonly kind: 'fitted' | 'identity' | 'predicted';
  readonly note?: string;
}

const figure = (
  id: string,
  [published, unit]: readonly [number, PaperFigure['unit']],
  rest: Pick<PaperFigure, 'where'> & Partial<PaperFigure>,
): PaperFigure => ({ id, published, unit, kind: 'predicted', ...rest });

export const paperFigures: readonly PaperFigure[] = [
  figure('derby.xen.time', [66, 's'], { where: 'I; 5.3 "over a minute"', kind: 'fitted' }),
  figure('derby.xen.traffic', [7, 'GiB'], { where: 'I; 5.3 "up to 3.5x the VM size"' }),
  figure('derby.xen.downtime', [9, 's'], { where: '5.3 (section I says 8 s)', kind: 'fitted' }),
  figure('derby.xen.lastIteration', [900, 'MiB'], { where: '5.3 "over 900MB"', bound: 'atLeast' }),
  figure('derby.javmm.time', [12, 's'], { where: '5.3', kind: 'fitted' }),
  figure('derby.javmm.downtime', [1.2, 's'], { where: '5.3' }),
  figure('derby.javmm.lastIteration', [11, 'MiB'], { where: '5.3', kind: 'fitted' }),
  figure('derby.reduction.time', [0.82, 'share'], {
    where: '5.3',
    kind: 'identity',
    note: 'from derby.xen.time and derby.javmm.time',
  }),
  figure('derby.reduction.traffic', [0.84, 'share'], { where: '5.3' }),
  figure('derby.reduction.downtime', [0.83, 'share'], {
    where: '5.3',
    kind: 'identity',
    note: 'the text contradicts itself: 1.2 s of 9 s would be a reduction by 0.87',
  }),
  figure('crypto.reduction.time', [0.69, 'share'], { where: '5.3' }),
  figure('crypto.reduction.traffic', [0.72, 'share'], { where: '5.3', kind: 'fitted' }),
  figure('crypto.reduction.downtime', [0.73, 'share'], { where: '5.3', kind: 'fitted' }),
  figure('scimark.reduction.time', [0, 'share'], {
    where: '5.3 "comparable"',
    note: 'a comparable time does not go with 10 % less traffic on one link',
  }),
  figure('scimark.reduction.traffic', [0.1, 'share'], { where: '5.3', kind: 'fitted' }),
  figure('scimark.xen.downtime', [1.2, 's'], { where: '5.3', kind: 'fitted' }),
  figure('scimark.javmm.downtime', [1.3, 's'], { where: '5.3', kind: 'fitted' }),
  figure('compiler.xen.time', [58, 's'], { where: '5.2' }),
  figure('compiler.xen.traffic', [6.1, 'GiB'], {
    where: '5.2',
    note: "how much of Young is written in an iteration depends on its period, half of derby's here",
  }),
  figure('compiler.xen.iterations', [30, 'iterations'], { where: '5.2' }),
  figure('compiler.xen.lastIteration', [400, 'MiB'], {
    where: '5.2 "over 400MB"',
    bound: 'atLeast',
  }),
  figure('compiler.both.firstIterationSkipped', [500, 'MiB'], {
    where: '5.2 "about 500MB"',
    note: 'a Young of 512 MiB and what is written again of the rest',
  }),
  figure('compiler.xen.secondIteration', [200, 'MiB'], {
    where: '5.2 "more than 200MB"',
    bound: 'atLeast',
    note: 'what iteration 1 left is written again at the rate that fits the total',
  }),
  figure('compiler.javmm.secondIteration', [64, 'MiB'], { where: '5.2', kind: 'fitted' }),
  figure('compiler.javmm.time', [17, 's'], {
    where: '5.2',
    note: '1.6 GB take 14.5 s of the link; the text does not say what the rest went to',
  }),
  figure('compiler.javmm.traffic', [1.6, 'GiB'], { where: '5.2' }),
  figure('compiler.javmm.iterations', [11, 'iterations'], { where: '5.2', kind: 'fitted' }),
  figure('compiler.reduction.time', [0.69, 'share'], {
    where: '5.4 (58 s to 17 s is 0.71)',
    kind: 'identity',
    note:
      'from compiler.xen.time and compiler.javmm.time; 17 s of 58 s are no reduction by 0.69 but by 0.71, ' +
      'and 17 s are more than the link needs',
  }),
  figure('xml.reduction.time', [0.91, 'share'], { where: '5.4' }),
  figure('xml.reduction.traffic', [0.93, 'share'], { where: '5.4' }),
  figure('xml.xen.downtime', [13, 's'], {
    where: '5.4 "up to 13 seconds"',
    note: 'the text contradicts itself: 1.5 GB in 13 s exceed the link',
  }),
  figure('xml.xen.lastIteration', [1.5, 'GiB'], {
    where: '5.4 "up to 1.5GB"',
    note: 'a greatest value beside a mean; To is empty and not sent',
  }),
  figure('xml.reduction.downtime', [0.91, 'share'], {
    where: '5.4 "up to 91%"',
    kind: 'identity',
    note: 'from xml.xen.downtime and xml.javmm.downtime',
  }),
  figure('xml.javmm.downtime', [1.2, 's'], { where: '5.4 "about 1.2 seconds"', kind: 'fitted' }),
  figure('compiler.javmm.downtime', [1.2, 's'], {
    where: '5.4 "about 1.2 seconds"',
    note: '0.7 s, 0.1 s and 0.17 s are stated parts; the rest is the last iteration',
  }),
  figure('all.reduction.cpu', [0.84, 'share'], { where: '5.3 "up to 84%"', bound: 'atMost' }),
];
