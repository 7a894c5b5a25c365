import { InputError } from '../foundation/input-error.ts';

/** What ioredis needs to connect. */
export interface RedisPlace {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly servername: string; readonly ca?: string };
}

/** Where a queue is. Only `shown` is ever printed. */
export interface QueueAddress {
  readonly redis: RedisPlace;
  /** All keys begin with it and a colon. */
  readonly prefix: string;
  /** The address without user, password and parameters. */
  readonly shown: string;
}

/** What comes from the environment instead of the URL, which other users of the machine can see. */
export interface QueueSecrets {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly prefix?: string | undefined;
  /** Certificates of the authority that signed the server's, PEM. */
  readonly ca?: string | undefined;
}

const prefixPattern = /^[\w{}.-]{1,64}$/;

/**
 * Reads `redis://[user[:password]@]host[:port][/db][?prefix=name]`, or `rediss://` for TLS. What the URL has not is
 * taken from `secrets`. Throws `InputError('usage')`, which repeats nothing of the text.
 */
export function parseQueueAddress(text: string, secrets: QueueSecrets = {}): QueueAddress {
  const refuse = (reason: string): never => {
    throw new InputError('usage', `--queue: ${reason}; expected redis://host:6379/0 or rediss://`);
  };
  if (!URL.canParse(text)) return refuse('not a URL');
  const url = new URL(text);
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') return refuse('unknown protocol');
  if (url.hostname === '') return refuse('no host');
  const [, database = '0'] = /^\/?(\d{1,4})?$/.exec(url.pathname) ?? refuse('no database number');
  const prefix = url.searchParams.get('prefix') ?? secrets.prefix ?? 'skipover';
  if (!prefixPattern.test(prefix)) {
    return refuse('a prefix has 1 to 64 letters, digits, dots, dashes and braces');
  }
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  const port = url.port === '' ? 6379 : Number(url.port);
  const username = decoded(url.username) ?? secrets.user;
  const password = decoded(url.password) ?? secrets.password;
  const { ca } = secrets;
  const tls = { servername: host, ...(ca === undefined ? {} : { ca }) };
  return {
    redis: {
      host,
      port,
      db: Number(database),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(url.protocol === 'rediss:' ? { tls } : {}),
    },
    prefix,
    shown: `${url.protocol}//${url.hostname}:${port}/${database}`,
  };
}

function decoded(part: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
