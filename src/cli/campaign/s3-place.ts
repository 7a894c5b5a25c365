import { InputError } from '../../foundation/input-error.ts';
import type { CheckpointPlace } from './checkpoint-place.ts';

/** Keys of S3 come in pages of so many. */
const keysMax = 1000;

/**
 * Checkpoints in a bucket: `s3://bucket/prefix`. Endpoint, region and keys come from the environment, by the names
 * that the tools of AWS use. Throws `InputError('usage')` where one is missing.
 */
export async function s3Place(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CheckpointPlace> {
  const [, bucket, folder = ''] = /^s3:\/\/([\w.-]+)\/?(.*)$/.exec(text) ?? [];
  if (bucket === undefined) {
    throw new InputError('usage', '--checkpoints: expected a folder or s3://bucket/prefix');
  }
  const required = (name: string): string => {
    const value = env[name];
    if (value !== undefined && value !== '') return value;
    throw new InputError('usage', `--checkpoints s3://: ${name} is not set`);
  };
  const region = env['AWS_REGION'] ?? 'us-east-1';
  const endpoint = env['AWS_ENDPOINT_URL'] ?? `https://s3.${region}.amazonaws.com`;
  const { S3mini } = await import('s3mini');
  const client = new S3mini({
    accessKeyId: required('AWS_ACCESS_KEY_ID'),
    secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
    endpoint: `${endpoint.replace(/\/+$/, '')}/${bucket}`,
    region,
  });
  const prefix = folder === '' ? '' : `${folder.replace(/\/+$/, '')}/`;
  const keyOf = (cell: string, name: string): string => `${prefix}${cell}/${name}`;
  const list = async (cell: string): Promise<string[]> => {
    const found = await client.listObjects('/', keyOf(cell, ''), keysMax);
    return (found ?? []).map(({ Key }) => Key.slice(keyOf(cell, '').length));
  };
  const removeFile = async (cell: string, name: string): Promise<void> => {
    await client.deleteObject(keyOf(cell, name));
  };
  return {
    put: async (cell, name, content) => {
      await client.putAnyObject(keyOf(cell, name), Buffer.from(content));
    },
    get: async (cell, name) => {
      const content = await client.getObjectArrayBuffer(keyOf(cell, name));
      return content === null ? undefined : new Uint8Array(content);
    },
    list,
    removeFile,
    remove: async (cell) => {
      for (const name of await list(cell)) await removeFile(cell, name);
    },
  };
}
