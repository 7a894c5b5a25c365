import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { invariant } from '../../foundation/invariant.ts';
import { packageFolder } from './files.ts';

let validator: Ajv2020 | undefined;

/**
 * All shipped schemas at once, because they refer to one another; compiled when first asked for. Ajv takes a tenth of
 * the start of the program, and most commands validate nothing.
 */
function schemas(): Ajv2020 {
  if (validator !== undefined) return validator;
  const ajv = createRequire(import.meta.url)('ajv/dist/2020.js') as { Ajv2020: typeof Ajv2020 };
  validator = new ajv.Ajv2020();
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
  // A JSON pointer (RFC 6901): a key may contain what separates keys.
  const path = (error?.instancePath ?? '')
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], content);
  const { missingProperty, additionalProperty, allowedValues } = (error?.params ?? {}) as {
    missingProperty?: string;
    additionalProperty?: string;
    allowedValues?: readonly unknown[];
  };
  const property = missingProperty ?? additionalProperty;
  const place = [...path, ...(property === undefined ? [] : [property])].join('.');
  const allowed = allowedValues === undefined ? '' : `: ${allowedValues.join(', ')}`;
  const value = typeof found === 'object' ? '' : ` ${excerpt(JSON.stringify(found))}`;
  return `at ${place === '' ? 'the top' : excerpt(place)}:${value} ${error?.message}${allowed}`;
}

const excerptLength = 90;

function excerpt(text: string): string {
  return text.length <= excerptLength ? text : `${text.slice(0, excerptLength)}...`;
}
