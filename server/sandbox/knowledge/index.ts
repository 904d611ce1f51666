/** The knowledge base of the sandbox's shop: five topics in four languages, one Markdown file each. */
import { readdir, readFile } from 'node:fs/promises';

import { type Language } from '../../sdk/types.ts';

export interface SeedArticle {
  title: string;
  language: Language;
  /** Name of the shelf, in the article's language. */
  category: string;
  topic: string;
  /** Markdown. */
  body: string;
}

const FOLDER = new URL('./articles/', import.meta.url);
const FRONT_MATTER = /^---\n([\s\S]{1,500}?)\n---\n+/;
const LANGUAGES: readonly string[] = ['en', 'ru', 'es', 'pt'];

/** In the order of the file names. @throws Error for a file without its four head lines. */
export async function seedArticles(): Promise<SeedArticle[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.md')).toSorted();
  return Promise.all(files.map(async (file) => read(file, await readFile(new URL(file, FOLDER), 'utf8'))));
}

function read(file: string, text: string): SeedArticle {
  const head = FRONT_MATTER.exec(text);
  const fields = new Map((head?.[1] ?? '').split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  const [title, language, category, topic] = ['title', 'language', 'category', 'topic'].map((name) => fields.get(name));
  if (!head || !title || !category || !topic || !language || !isLanguage(language))
    throw new Error(`${file}: title, language, category and topic must stand at its head`);
  return { title, language, category, topic, body: text.slice(head[0].length) };
}

const isLanguage = (value: string): value is Language => LANGUAGES.includes(value);
