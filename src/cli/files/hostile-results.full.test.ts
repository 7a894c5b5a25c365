/** Readers of files that the program itself has written, on this machine or on another, each over 2,000 damaged ones. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lockSystem } from '../../conformance/lock-sample.ts';
import { designs } from '../../../models/design.ts';
import { scopes } from '../../../models/scope.ts';
import { entryFor } from '../../analysis/matrix/matrix-cell.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { judgeLog } from '../../conformance/judge-log.ts';
import { InputFile } from '../../input/input-file.ts';
import { linesOf } from '../../input/read-lines.ts';
import { verifyCertificateCommand } from '../analysis/verify-certificate-command.ts';
import { fullIdentity } from '../campaign/identity.ts';
import { readCampaign } from '../campaign/read-campaign.ts';
import { readShardedRuns } from '../campaign/shard-file.ts';
import { toolOf } from '../version.ts';
import { attack, mutations, type Reader } from './mutated-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-results-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
});

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const tool = toolOf();
const startedAt = '2026-01-01T00:00:00.000Z';

function certificate(): unknown {
  const scenario = { designName: 'xen', design: designs.xen, hazards: [], scope: scopes.small };
  const entry = { ...entryFor(scenario, { maxStates: 200 }), seconds: 1 };
  const hash = modelHash(tool.version);
  return { schema: 'skipover-check/1', tool, startedAt, modelHash: hash, results: [entry] };
}

const lock = lockSystem(2);

/** A run of a lock, as an implementation would log it. */
function logOfLock(): string {
  const words = lock.initial();
  const lines: string[] = [];
  for (let line = 0; line < 12; line++) {
    const [step] = lock.enabled(words);
    if (step === undefined) break;
    const { process, event } = lock.transitions[step.transition]!;
    lock.apply(words, step.transition, step.choice);
    lines.push(JSON.stringify({ process, action: event, state: {} }));
  }
  return `${lines.join('\n')}\n`;
}

const readers: readonly Reader[] = [
  {
    name: 'a certificate',
    sample: () => json(certificate()),
    read: (path) => verifyCertificateCommand(path, { maxStates: 200 }),
  },
  {
    name: 'a shard',
    sample: () =>
      json({
        schema: 'skipover-shard/1',
        ...fullIdentity(),
        name: 'check-matrix',
        startedAt,
        shard: { index: 1, count: 1 },
        campaign: { schema: 'skipover-campaign/1', check: { scope: 'small' } },
        answers: { ['0'.repeat(32)]: { verdict: 'verified' } },
      }),
    read: (path) => {
      const place = join(folder, 'shards');
      mkdirSync(place, { recursive: true });
      copyFileSync(path, join(place, 'a.shard.json'));
      readShardedRuns([place]);
    },
  },
  {
    name: 'a campaign',
    sample: () =>
      json({
        schema: 'skipover-campaign/1',
        check: { design: ['hardened'], scope: 'small', maxStates: 100, reduce: ['dead'] },
      }),
    read: readCampaign,
  },
  {
    name: 'a log to judge',
    sample: () => Buffer.from(logOfLock()),
    read: (path) => judgeLog(lock, linesOf(new InputFile(path, { expected: 'a log' }))),
  },
];

test.each(readers)('$name', async (reader) => {
  // A reader that takes everything reads nothing.
  expect(await attack(reader, folder)).toBeGreaterThan(mutations / 20);
});
