import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import {
  canonical,
  isSameProgram,
  jobKey,
  programName,
  type Identity,
  type Job,
} from '../../campaign/job.ts';
import { missingShards, type Shard } from '../../campaign/shard.ts';
import { InputError } from '../../foundation/input-error.ts';
import { readJson } from '../../input/read-json.ts';
import { writeWhole } from '../files/files.ts';
import { departure } from '../files/schema.ts';
import type { Campaign } from './campaign-file.ts';
import { fullIdentity } from './identity.ts';

/** What one machine leaves of its part of a run (`schemas/shard.schema.json`). */
export interface ShardFile extends Identity {
  readonly schema: 'skipover-shard/1';
  /** What the result of all shards is called. */
  readonly name: string;
  readonly startedAt: string;
  readonly shard: Shard;
  readonly campaign: Campaign;
  /** By the keys of their jobs. */
  readonly answers: Readonly<Record<string, unknown>>;
}

/** All shards of one run. */
export interface ShardedRun {
  readonly name: string;
  readonly campaign: Campaign;
  /** When the first of them began. */
  readonly startedAt: string;
  /** Throws `InputError('data')` where no shard has the answer. */
  readonly answerOf: (job: Job) => unknown;
}

/** Writes the answers of a shard; returns the file. */
export function writeShard(
  out: string,
  content: Pick<ShardFile, 'name' | 'startedAt' | 'shard' | 'campaign'>,
  answered: readonly { readonly job: Job; readonly answer: unknown }[],
): string {
  const identity = fullIdentity();
  const { index, count } = content.shard;
  const answers = Object.fromEntries(
    answered.map(({ job, answer }): [string, unknown] => [jobKey(job, identity), answer]),
  );
  const written: ShardFile = { schema: 'skipover-shard/1', ...identity, ...content, answers };
  const file = join(out, 'shards', `${content.name}.${index}-of-${count}.shard.json`);
  writeWhole(file, `${JSON.stringify(written, undefined, 1)}\n`);
  return file;
}

/** Reads the shards below some folders, by the runs that they are parts of. Throws `InputError('data')` where none
 * is there, one is of another program, or one is missing. */
export function readShardedRuns(folders: readonly string[]): ShardedRun[] {
  const files = folders.flatMap((folder) => filesIn(folder).map(readShard));
  const runs = new Map<string, ReadShard[]>();
  for (const file of files) {
    const { name, campaign } = file.content;
    const key = canonical([name, campaign]);
    runs.set(key, [...(runs.get(key) ?? []), file]);
  }
  return [...runs.values()].map(runOf);
}

interface ReadShard {
  readonly file: string;
  readonly content: ShardFile;
}

function filesIn(folder: string): string[] {
  const files = globSync('**/*.shard.json', { cwd: folder, absolute: true, dot: true }).toSorted();
  if (files.length > 0) return files;
  throw new InputError('data', `${folder}: no shard is there (*.shard.json, by --shard)`);
}

function readShard(file: string): ReadShard {
  const content = readJson(file);
  const wrong = departure('shard', content);
  if (wrong !== undefined) throw new InputError('data', `${file}: not a shard: ${wrong}`);
  const shard = content as ShardFile;
  const identity = fullIdentity();
  if (!isSameProgram(shard, identity)) {
    const programs = `${programName(shard)}; here ${programName(identity)}`;
    throw new InputError('data', `${file}: made by another program (${programs})`);
  }
  return { file, content: shard };
}

/** A message names so many absent shards. */
const missingNamed = 10;

function runOf(shards: readonly ReadShard[]): ShardedRun {
  const [{ content: first, file }] = shards as [ReadShard, ...ReadShard[]];
  const { name, campaign } = first;
  const { count } = first.shard;
  const other = shards.find(({ content }) => content.shard.count !== count);
  if (other !== undefined) {
    const counts = `${count} and of ${other.content.shard.count}`;
    throw new InputError('data', `${name}: shards of ${counts}: ${file}, ${other.file}`);
  }
  const parts = shards.map(({ content }) => content.shard);
  const missing = missingShards(parts, count);
  if (missing.length > 0) {
    const named = missing.slice(0, missingNamed).map((index) => `${index}/${count}`);
    const more = missing.length - named.length;
    const which = more === 0 ? named : [...named, `${more} more`];
    throw new InputError('data', `${name}: missing shards: ${which.join(', ')}`);
  }
  // A shard that was run again replaces its first run.
  const inOrder = shards.map(({ content }) => content).toSorted(byStart);
  const answers = Object.assign({}, ...inOrder.map((content) => content.answers)) as Record<
    string,
    unknown
  >;
  const identity = fullIdentity();
  return {
    name,
    campaign,
    startedAt: inOrder[0]!.startedAt,
    answerOf: (job) => {
      const key = jobKey(job, identity);
      if (Object.hasOwn(answers, key)) return answers[key];
      throw new InputError('data', `${name}: no shard has the answer to ${job.kind} ${key}`);
    },
  };
}

function byStart(one: ShardFile, other: ShardFile): number {
  return one.startedAt < other.startedAt ? -1 : one.startedAt > other.startedAt ? 1 : 0;
}
