/** Frames of the VM that is migrated where no other is named: 2 GiB, as in the paper (5.1). */
export const defaultVmFrames = 2 ** 19;
