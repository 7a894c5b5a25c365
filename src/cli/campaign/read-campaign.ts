import { createJiti } from 'jiti';
import { resolve } from 'node:path';
import { InputError } from '../../foundation/input-error.ts';
import { readJson } from '../../input/read-json.ts';
import { departure } from '../files/schema.ts';
import { reasonOf } from '../files/staged-files.ts';
import { isModuleFile } from '../subject/module-file.ts';
import type { Campaign } from './campaign-file.ts';

/** Reads a campaign from JSON, or from the default export of a module. Throws `InputError('data')` where it is none. */
export async function readCampaign(file: string): Promise<Campaign> {
  const content = isModuleFile(file) ? await imported(file) : readJson(file);
  const wrong = departure('campaign', content);
  if (wrong !== undefined) throw new InputError('data', `${file}: not a campaign: ${wrong}`);
  return content as Campaign;
}

async function imported(file: string): Promise<unknown> {
  const jiti = createJiti(import.meta.url, { interopDefault: true, fsCache: false });
  try {
    return await jiti.import(resolve(file), { default: true });
  } catch (error) {
    throw new InputError('data', `${file}: cannot be loaded: ${reasonOf(error).split('\n')[0]}`);
  }
}
