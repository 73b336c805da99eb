/**
 * The one channel between page and host, both ways. Every message carries the page's id, made by its preload script,
 * and one frame of the contract; null from the host says that no frame can follow.
 */
export const channel = 'stowage.frame';

/**
 * From the preload script alone: the path the platform named for a file that the user dropped or chose. The page cannot
 * send here, so that a path which came this way was really given by the user.
 */
export const droppedPathChannel = 'stowage.dropped-path';
