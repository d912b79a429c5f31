const MEBIBYTE = 1024 * 1024;

/** What converting may take of a process. */
export interface ConverterLimits {
  /** Pictures that wait for their turn; one is worked on at a time. */
  readonly waiting: number;
  /** One picture's child is killed after this. */
  readonly timeoutMilliseconds: number;
  /** A child that holds more is killed. With the module itself it has to fit the container, which the kernel would end as a whole. */
  readonly memoryBytes: number;
  /**
   * The kernel refuses a child more address space than this, where `prlimit` is there to say it. Node alone takes 1.4 GiB of it, and photos within
   * their budgets up to 0.5 more.
   */
  readonly addressSpaceBytes: number;
  /**
   * The same for HEIC, whose decoder is WebAssembly: it reserves 2 GiB for its memory before it takes any, and where just that fits, the rest of
   * the process is left without.
   */
  readonly heicAddressSpaceBytes: number;
}

export const defaultConverterLimits: ConverterLimits = {
  waiting: 16,
  timeoutMilliseconds: 20_000,
  memoryBytes: 384 * MEBIBYTE,
  addressSpaceBytes: 2_000_000 * 1024,
  heicAddressSpaceBytes: 4_200_000 * 1024,
};
