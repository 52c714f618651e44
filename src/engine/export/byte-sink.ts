/** Where the bytes of an export go, in order; the next write begins when the last has settled. */
export interface ByteSink {
  /** Takes all of `bytes`, which the caller may reuse afterwards. Errors: 'file/disk-full' or 'file/io'. */
  write(bytes: Uint8Array): Promise<void>;
}
