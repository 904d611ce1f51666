/** Stands for our server's address: the archive is built once and packed for any address (`bundle/pack.ts`). */
export const SERVER_URL = 'https://server.souffleur.invalid';
