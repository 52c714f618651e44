/**
 * What the preload script says to its page when it hands over the ports to the engine and to the shell, in this order, and
 * the name of the message by which the main process gives them to the preload script.
 */
export const PORTS_MESSAGE = 'procscope:ports';

/** The message by which the preload script tells the main process the path of a file that was dropped on its page. */
export const DROPPED_FILE_MESSAGE = 'procscope:dropped';
