import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine has Redis; tests that need it are left out otherwise. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** What the name of a suite that needs Redis begins with, so that its absence is seen. */
export const redisNote = hasRedis ? '' : '(left out: redis-server is missing) ';

/** A Redis of a test's own, on a free port, in a temporary folder, with every write on disk. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, options: readonly string[]) {
    this.port = port;
    this.#options = options;
    this.#folder = mkdtempSync(join(tmpdir(), 'skipover-redis-'));
  }

  static async start(...options: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.begin();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  /** Starts it with what it has on disk. */
  async begin(): Promise<void> {
    const fixed = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder];
    const durable = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    this.#process = spawn('redis-server', [...fixed, ...durable, ...this.#options], {
      stdio: 'ignore',
    });
    while (!(await answers(this.port))) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The answer of redis-cli to one command, a line each. */
  ask(...command: readonly string[]): string[] {
    const { stdout } = spawnSync('redis-cli', ['-p', String(this.port), ...command], {
      encoding: 'utf8',
    });
    return stdout.split('\n').filter((line) => line !== '');
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      // An error is an answer too: a password is asked for.
      resolve(/^(?:\+PONG|-NOAUTH)/.test(data.toString()));
    });
    socket.once('error', () => resolve(false));
  });
}
