/**
 * A Chromium for the browser tests, without a command of its own: the one named by `CHROMIUM`, the
 * system's, or the one inside the npm package `@sparticuz/chromium`, unpacked once under `node_modules/.cache`.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { chromium, type Browser, type LaunchOptions } from 'playwright';

export interface ChromiumFound {
  executablePath: string;
  args: string[];
  /** The whole environment of the browser's process. */
  env: Record<string, string>;
}

const run = promisify(execFile);
const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome'];
const PROBE_MS = 10_000;
const UNPACK_MS = 60_000;

/** The package's own list switches web security off; a test of origins and policies must not. */
const ARGS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

const ownEnv = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** A browser that lacks a shared library says so at once, before it prints its version. */
const starts = async (executablePath: string, env: Record<string, string>): Promise<boolean> =>
  run(executablePath, ['--version'], { env, timeout: PROBE_MS }).then(
    () => true,
    () => false,
  );

/** The package unpacks to the folder of temporary files; a folder of its own and a rename make that safe for several processes at once. */
const unpackInto = async (folder: string): Promise<void> => {
  const cache = dirname(folder);
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(join(cache, 'unpacking-'));
  const packageUrl = pathToFileURL(createRequire(import.meta.url).resolve('@sparticuz/chromium')).href;
  const code = `const { default: chromium } = await import(${JSON.stringify(packageUrl)}); await chromium.executablePath();`;
  try {
    // AWS_EXECUTION_ENV is the package's own switch for unpacking its shared libraries too.
    await run(process.execPath, ['--input-type=module', '-e', code], {
      env: { ...ownEnv(), TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
      timeout: UNPACK_MS,
    });
    await writeFile(join(staging, 'fonts.conf'), fontsConf(join(folder, 'fonts'), join(folder, 'fonts-cache')));
    await rename(staging, folder).catch((error: unknown) => {
      if (!existsSync(join(folder, 'chromium'))) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
};

/** Adds the package's Open Sans (Latin and Cyrillic) to whatever the system has. */
const fontsConf = (fonts: string, cache: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${fonts}</dir>
  <cachedir>${cache}</cachedir>
</fontconfig>
`;

const packaged = async (): Promise<ChromiumFound | undefined> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const require = createRequire(import.meta.url);
  const root = dirname(dirname(require.resolve('@sparticuz/chromium')));
  const { version } = require(join(root, 'package.json')) as { version: string };
  const folder = join(resolve(root, '..', '..'), '.cache', `souffleur-chromium-${version}`);
  const executablePath = join(folder, 'chromium');
  if (!existsSync(executablePath)) await unpackInto(folder);
  const env: Record<string, string> = { ...ownEnv(), FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  // Its own libnss3 and friends, only where the system has none: they are another distribution's.
  const withLibraries: Record<string, string> = { ...env, LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), env['LD_LIBRARY_PATH']].filter(Boolean).join(':') };
  for (const candidate of [env, withLibraries]) {
    if (await starts(executablePath, candidate)) return { executablePath, args: ARGS, env: candidate };
  }
  return undefined;
};

/** `undefined` when no Chromium can run on this machine. */
export const findChromium = async (): Promise<ChromiumFound | undefined> => {
  const named = process.env['CHROMIUM'];
  for (const executablePath of named === undefined ? SYSTEM : [named]) {
    const env = ownEnv();
    if (existsSync(executablePath) && (await starts(executablePath, env))) return { executablePath, args: ARGS, env };
  }
  if (named !== undefined) throw new Error(`CHROMIUM is ${JSON.stringify(named)}, which is not there or does not start; name a Chromium that runs or unset it`);
  return packaged().catch(() => undefined);
};

/** For Playwright's `launch` and for Vitest's browser provider. `undefined` when no Chromium can run here. */
export const chromiumLaunchOptions = async (): Promise<LaunchOptions | undefined> => {
  const found = await findChromium();
  return found && { executablePath: found.executablePath, args: found.args, env: found.env, headless: true };
};

/** A running browser, or `undefined` with one line on standard error that says why the test is skipped. */
export const launchChromium = async (): Promise<Browser | undefined> => {
  const options = await chromiumLaunchOptions();
  if (options) return chromium.launch(options);
  process.stderr.write('browser tests are skipped: no Chromium can run here (install one, or name it in CHROMIUM)\n');
  return undefined;
};
