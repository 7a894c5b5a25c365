import { spawn, type ChildProcess } from 'node:child_process';
import { ByteReader } from './byte-reader.ts';

/** What it writes by itself. */
export interface Business {
  readonly hotFrames: number;
  readonly writesPerSecond: number;
  readonly takesPerSecond: number;
}

/** The second process of the guest: it takes frames, fills them, and later checks them. */
export class TenantProcess {
  readonly #process: ChildProcess;
  readonly #output: ByteReader;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#output = new ByteReader(process.stdout!, 'the second process');
  }

  static async start(program: string, folder: string): Promise<TenantProcess> {
    const process = spawn(program, [folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    const tenant = new TenantProcess(process);
    await tenant.#output.line();
    return tenant;
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** The kernel gives it a free frame: zeroed, then filled. */
  async take(frame: number): Promise<void> {
    this.#process.stdin!.write(`take ${frame}\n`);
    await this.#output.line();
  }

  /** From now on it writes by itself: to some hot frames from `first`, and to those after them in turn. */
  async becomeBusy(first: number, others: Business): Promise<void> {
    const { hotFrames, writesPerSecond, takesPerSecond } = others;
    this.#process.stdin!.write(`busy ${first} ${hotFrames} ${writesPerSecond} ${takesPerSecond}\n`);
    await this.#output.line();
  }

  /** How many of its frames have lost their content. */
  async wrong(): Promise<number> {
    this.#process.stdin!.write('verify\n');
    return Number((await this.#output.line())?.split(' ')[1]);
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
