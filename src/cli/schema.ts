import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { InputError } from '../foundation/input-error.ts';
import { invariant } from '../foundation/invariant.ts';
import { packageFolder } from './files.ts';

let validator: Ajv2020 | undefined;

/** All shipped schemas at once, because they refer to one another; compiled when first asked for. */
function schemas(): Ajv2020 {
  if (validator !== undefined) return validator;
  validator = new Ajv2020();
  const folder = join(packageFolder(), 'schemas');
  for (const name of readdirSync(folder).toSorted()) {
    if (!name.endsWith('.schema.json')) continue;
    validator.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')) as object);
  }
  return validator;
}

/** Whether this program ships a schema for files of a kind (`check`, `simulate`, `trace`, ...). */
export function hasSchema(kind: string): boolean {
  return schemas().getSchema(`urn:skipover:${kind}:1`) !== undefined;
}

/** Where a file departs from the shipped schema of its kind, in one line; `undefined` if nowhere. */
export function departure(kind: string, content: unknown): string | undefined {
  const validate = schemas().getSchema(`urn:skipover:${kind}:1`);
  invariant(validate !== undefined, `no schema of ${kind}`);
  if (validate(content) === true) return undefined;
  const [error] = validate.errors ?? [];
  const path = (error?.instancePath ?? '').split('/').slice(1);
  const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], content);
  const { missingProperty, additionalProperty, allowedValues } = (error?.params ?? {}) as {
    missingProperty?: string;
    additionalProperty?: string;
    allowedValues?: readonly unknown[];
  };
  const property = missingProperty ?? additionalProperty;
  const place = [...path, ...(property === undefined ? [] : [property])].join('.');
  const allowed = allowedValues === undefined ? '' : `: ${allowedValues.join(', ')}`;
  const value = typeof found === 'object' ? '' : ` ${JSON.stringify(found)}`;
  return `at ${place === '' ? 'the top' : place}:${value} ${error?.message}${allowed}`;
}

/** The content of a JSON file. Throws `InputError('data')` where it is missing or not whole. */
export function readJson(file: string): unknown {
  if (!existsSync(file)) throw new InputError('data', `${file}: no such file`);
  if (!statSync(file).isFile()) throw new InputError('data', `${file}: not a file`);
  return parseJson(readFileSync(file, 'utf8'), file);
}

/** The content of a JSON text. Throws `InputError('data')` where it is not whole. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError('data', `${file}: not a whole JSON file (${reason})`);
  }
}
