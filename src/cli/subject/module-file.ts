/** Whether an argument names a module, which may export systems, rather than a result or a trace. */
export function isModuleFile(text: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(text);
}
