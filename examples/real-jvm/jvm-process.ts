import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { ByteReader } from './byte-reader.ts';
import type { NativeParts } from './native-parts.ts';

/** What a JVM is started with. */
export interface JvmSettings {
  readonly heapBytes: number;
  /** Memory of the guest beside the heap, which nobody writes; default 0. */
  readonly otherBytes?: number;
  /** Options of the JVM that shape its heap. */
  readonly options: readonly string[];
  /** Class of the program and its arguments. */
  readonly program: readonly string[];
}

/** A stop of the VM thread: the words of its line, and what lets it go on. */
export interface VmStop {
  readonly words: readonly string[];
  readonly goOn: () => void;
}

/** Compressed references put a heap of up to 4 GiB right below that address. */
export function heapLowOf(heapBytes: number): number {
  return 2 ** 32 - heapBytes;
}

const startMs = 60_000;
const mark = '> ';

/** A real HotSpot whose heap lies on the guest's frames, and the agent in it. */
export class JvmProcess {
  readonly #process: ChildProcess;
  readonly #output: ByteReader;
  readonly #server: Server;
  readonly #agent: AgentSocket;
  /** How the process ended: `exit 134`, `SIGSEGV`. */
  #ended: string | undefined;
  readonly #onEnd: (() => void)[] = [];

  private constructor(process: ChildProcess, server: Server, agent: AgentSocket) {
    this.#process = process;
    this.#server = server;
    this.#agent = agent;
    this.#output = new ByteReader(process.stdout!, 'the JVM');
    process.on('exit', (code, signal) => {
      this.#ended = signal ?? `exit ${code}`;
      for (const listener of this.#onEnd) listener();
    });
  }

  /**
   * Starts the JVM in the guest whose memory lies in `folder`. `onStop` is called at every stop of the
   * VM thread (init, gc-start, leaving, left, gc-finish), which waits until it is released.
   */
  static async start(
    { library, classes, java }: NativeParts,
    folder: string,
    {
      settings,
      onStop,
    }: { readonly settings: JvmSettings; readonly onStop: (stop: VmStop) => void },
  ): Promise<JvmProcess> {
    const path = join(folder, 'socket');
    const agent: AgentSocket = { socket: undefined, hear: () => {} };
    const server = createServer((socket) => serve(socket, agent, onStop));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const heap = `${settings.heapBytes / 2 ** 20}m`;
    const options = [
      `-Xmx${heap}`,
      '-XX:+UnlockDiagnosticVMOptions',
      '-XX:+WhiteBoxAPI',
      '-XX:-UsePerfData',
      '-XX:-CreateCoredumpOnCrash',
      `-XX:ErrorFile=${folder}/hs_err.log`,
      `-Xbootclasspath/a:${classes}`,
      `-agentpath:${library}=${path}`,
      ...settings.options,
      ...settings.program,
    ];
    const process = spawn(java, options, {
      env: { PATH: '/usr/bin:/bin', LD_PRELOAD: library, GUEST: folder },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const jvm = new JvmProcess(process, server, agent);
    let complaint = '';
    process.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    process.stdin.on('error', () => {});
    const up = await jvm.line(startMs);
    if (up === undefined) {
      jvm.kill();
      throw new Error(`the JVM did not start: ${complaint.split('\n')[0] ?? ''}`);
    }
    return jvm;
  }

  get pid(): number {
    return this.#process.pid!;
  }

  get ended(): string | undefined {
    return this.#ended;
  }

  /** Sends the program a command. Its answer is the next {@link line}. */
  command(text: string): void {
    this.#process.stdin!.write(`${text}\n`);
  }

  /** The program's next answer; `undefined` if the JVM died, or says nothing for so long. */
  async line(timeoutMs: number): Promise<string | undefined> {
    const died = new Promise<undefined>((resolve) => this.#onEnd.push(() => resolve(undefined)));
    if (this.#ended !== undefined) return undefined;
    return withTimeout(Promise.race([this.#answer(), died]), timeoutMs);
  }

  /** Answers have a mark; the JVM prints to the same place. */
  async #answer(): Promise<string | undefined> {
    for (;;) {
      const line = await this.#output.line();
      if (line === undefined || line.startsWith(mark)) return line?.slice(mark.length);
    }
  }

  /** Asks the agent to enforce a young collection. */
  enforceCollection(): void {
    this.#agent.socket!.write('collect\n');
  }

  /** Asks the agent where the spaces lie now. */
  async readSpaces(): Promise<readonly string[]> {
    const answer = new Promise<readonly string[]>((hear) => (this.#agent.hear = hear));
    this.#agent.socket!.write('spaces\n');
    return answer;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
    this.#server.close();
  }
}

/** The connection of the agent's own thread, once it is there, and who waits for its answer. */
interface AgentSocket {
  socket: Socket | undefined;
  hear: (words: readonly string[]) => void;
}

function serve(socket: Socket, agent: AgentSocket, onStop: (stop: VmStop) => void): void {
  const lines = new ByteReader(socket, 'the agent');
  socket.on('error', () => {});
  const goOn = (): void => void socket.write('go\n');
  const listen = async (): Promise<void> => {
    const name = await lines.line();
    if (name === 'agent') agent.socket = socket;
    for (;;) {
      const line = await lines.line();
      if (line === undefined) return;
      const words = line.split(' ');
      if (name === 'vm') onStop({ words, goOn });
      else if (words[0] === 'spaces') agent.hear(words.slice(1));
    }
  };
  void listen();
}

async function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
