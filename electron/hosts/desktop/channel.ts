/**
 * The one channel between page and host, both ways. Every message carries the page's id, made by its preload script,
 * and one frame of the contract; null from the host says that no frame can follow.
 */
export const channel = 'stowage.frame';
