/** `npm run bench [name ...]`: each benchmark in a process of its own, one after another; one JSON line each. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BENCHES = ['intake', 'first-token', 'start', 'sync', 'rules', 'replay'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}. There are: ${BENCHES.join(', ')}.\n`);
  process.exit(2);
}

let failed = 0;
for (const name of BENCHES.filter((each) => asked.length === 0 || asked.includes(each))) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) failed += 1;
}
process.exitCode = failed > 0 ? 1 : 0;
