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

const config = (look: Look): InlineConfig => ({
  configFile: false,
  logLevel: 'warn',
  plugins: [preact({ devToolsEnabled: false }), kit(), styles(), amd('Souffleur')],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    write: false,
    target: 'es2022',
    sourcemap: false,
    minify: false,
    cssMinify: false,
    lib: { entry: fileURLToPath(new URL('../script.ts', import.meta.url)), formats: ['iife'], name: 'Souffleur', fileName: () => 'script.js' },
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

/** The card's `script.js`. */
export const bundleCard = async (look: Look): Promise<string> => {
  const built = await inProduction(() => build(config(look)));
  const outputs = Array.isArray(built) ? built : [built];
  const files = outputs.flatMap((one) => ('output' in one ? one.output : []));
  const [script, ...others] = files;
  if (script?.type !== 'chunk' || others.length > 0)
    throw new Error(`The card must build into one script, not: ${files.map(({ fileName }) => fileName).join(', ')}.`);
  return script.code;
};
