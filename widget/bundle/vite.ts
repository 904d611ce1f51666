import preact from '@preact/preset-vite';
import { build, type InlineConfig, type Plugin } from 'vite';
import { fileURLToPath } from 'node:url';

import { dropUnread, kit } from './kit.ts';

/** `readable`: as written, only dead code removed. `compact`: white space too; names stay. The marketplace wants code it can read. */
export type Look = 'readable' | 'compact';

/** Rolldown has no AMD format: the IIFE becomes the body of one anonymous `define`. */
const amd = (name: string): Plugin => ({
  name: 'souffleur-amd',
  apply: 'build',
  enforce: 'post',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk' && chunk.isEntry) chunk.code = `define([], function () {\n${chunk.code.trim()}\nreturn ${name};\n});\n`;
    }
  },
});

/** A style sheet as a string of one long line becomes a template literal that can be read. */
const legible = (code: string): string =>
  code.replace(
    /"(?:[^"\\\n]|\\.)*\.souffleur\b(?:[^"\\\n]|\\.)*\{(?:[^"\\\n]|\\.)*"/g,
    (literal) => `\`${(JSON.parse(literal) as string).replace(/[`\\]|\$\{/g, '\\$&')}\``,
  );

/** Drops the kit's theme variables that no rule and no code of the bundle reads, and sets the style sheets out legibly. */
const styles = (): Plugin => ({
  name: 'souffleur-styles',
  apply: 'build',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk') chunk.code = dropUnread(legible(chunk.code));
    }
  },
});

/** The archive's modules: what Kommo loads, and what that loads on demand. */
const MODULES = {
  'script.js': { entry: '../script.ts', name: 'Souffleur' },
  'console.js': { entry: '../console/main.tsx', name: 'SouffleurConsole' },
} as const;

export type Module = keyof typeof MODULES;

/** i18next can write to the console when it is told to debug; the marketplace wants no trace of that. */
const quiet = (): Plugin => ({
  name: 'souffleur-quiet',
  transform: (code, id) => (/[\\/]i18next[\\/]/.test(id) ? { code: code.replace(/console\?\.\[type\]\?\.apply\?\.\(console, args\);?/, ''), map: null } : null),
});

const config = (file: Module, look: Look): InlineConfig => ({
  configFile: false,
  logLevel: 'warn',
  // Texts stay objects that can be read, and not a variable for each sentence.
  json: { namedExports: false, stringify: false },
  plugins: [preact({ devToolsEnabled: false }), kit(), quiet(), styles(), amd(MODULES[file].name)],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    write: false,
    target: 'es2022',
    sourcemap: false,
    minify: false,
    cssMinify: false,
    lib: { entry: fileURLToPath(new URL(MODULES[file].entry, import.meta.url)), formats: ['iife'], name: MODULES[file].name, fileName: () => file },
    rolldownOptions: {
      output: { codeSplitting: false, comments: false, minify: { mangle: false, compress: true, codegen: { removeWhitespace: look === 'compact' } } },
    },
  },
});

/** Vite takes NODE_ENV for the answer to "is this for production?", and sets it for the whole process when it is unset. */
const inProduction = async <T>(work: () => Promise<T>): Promise<T> => {
  const { NODE_ENV: before } = process.env;
  process.env['NODE_ENV'] = 'production';
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
};

/** One module of the archive. */
export const bundle = async (file: Module, look: Look): Promise<string> => {
  const built = await inProduction(() => build(config(file, look)));
  const outputs = Array.isArray(built) ? built : [built];
  const files = outputs.flatMap((one) => ('output' in one ? one.output : []));
  const [script, ...others] = files;
  if (script?.type !== 'chunk' || others.length > 0) throw new Error(`${file} must be one script, not: ${files.map(({ fileName }) => fileName).join(', ')}.`);
  return script.code;
};
