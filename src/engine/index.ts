/** What hosts use of the engine. The window shares nothing with it but the contracts in `src/shared/api`. */
export { EngineSession } from './api/engine-session.ts';
export type { EngineSessionOptions, Served } from './api/engine-session.ts';
export type { BootHelper, BootLogging } from './boot/boot-logging.ts';
export { createBootLogging } from './boot/create-boot-logging.ts';
export { ownMachine } from './live/own-machine.ts';
export { openOutputFile } from './export/output-file.ts';
export { fileError } from './file-error.ts';
export { viewerErrorInfo, viewerState } from './api/viewer-errors.ts';
