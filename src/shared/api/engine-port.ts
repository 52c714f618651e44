/**
 * What the preload script says to its page when it hands over the port to the engine, and the name of the message by
 * which the main process gives that port to the preload script.
 */
export const ENGINE_PORT_MESSAGE = 'procscope:engine-port';
