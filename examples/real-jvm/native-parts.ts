/** The parts that are not TypeScript, built and ready to run. */
export interface NativeParts {
  /** Agent and frames: loaded into the JVM. */
  readonly library: string;
  readonly hypervisor: string;
  readonly tenant: string;
  /** Folder of the Java classes. */
  readonly classes: string;
  readonly java: string;
  /** Folder for the guests' memory. */
  readonly scratch: string;
}
