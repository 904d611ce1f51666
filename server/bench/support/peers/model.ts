/** The model of known latency in a process of its own: `FIRST_TOKEN_MS`, `TOKEN_MS`, `TOKENS` from the environment. */
import { startModel } from '../model.ts';

const setting = (name: string): number => Number(process.env[name]);
const words = Array.from({ length: setting('TOKENS') }, (_, index) => (index % 10 === 9 ? 'well. ' : 'word '));
const model = await startModel({ firstTokenMs: setting('FIRST_TOKEN_MS'), tokenMs: setting('TOKEN_MS'), answer: () => words });
process.send?.(model.baseUrl);
