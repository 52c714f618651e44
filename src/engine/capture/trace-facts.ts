/** The header of a trace as `info --json` prints it: large numbers as decimal texts. */
export interface TraceHeaderFacts {
  readonly bufferSize: number;
  readonly version: readonly number[];
  readonly build: number;
  readonly processors: number;
  readonly pointerSize: number;
  readonly cpuMHz: number;
  readonly timerResolution: number;
  readonly maxFileSizeMB: number;
  readonly logFileMode: string;
  readonly buffersWritten: number;
  readonly eventsLost: number;
  readonly buffersLost: number;
  readonly clockType: number;
  readonly perfFreq: string;
  readonly startTime: string;
  readonly startTimeUtc: string;
  readonly endTime: string;
  readonly bootTime: string;
  readonly rawTimeAtStart: string;
  readonly loggerName: string;
  readonly logFileName: string;
  readonly utcBiasMinutes: number;
}

/** What an event trace says of itself, and how many records of which kind it has. */
export interface TraceFacts {
  /** Names of the files of the trace, without folders; the first is the one that was opened. */
  readonly files: readonly string[];
  readonly header: TraceHeaderFacts;
  readonly buffers: {
    readonly count: number;
    readonly compressed: number;
    /** Buffers by processor. */
    readonly perCpu: Readonly<Record<string, number>>;
  };
  /** Records of all kinds, that of the header included. */
  readonly totalEvents: number;
  /** By kind and header type: `system(2)`. */
  readonly recordKinds: Readonly<Record<string, number>>;
  /** By event: `Class/opcode/vN`, `{guid}/opcode/vN`, `{guid}#id/vN`, `message`. */
  readonly counts: Readonly<Record<string, number>>;
}
