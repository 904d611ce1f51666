import { useComputed, useSignal } from '@preact/signals';

import { type Api } from '../../api.ts';
import { asApiError } from '../../api/errors.ts';
import { type Language, languages } from '../../state/onboarding.ts';
import { dict, id, readPage, text } from '../../state/read.ts';
import { splitText, TextFileError, readTextFile, titleOf } from '../../state/text-file.ts';
import { Button } from '../../ui/button.tsx';
import { useConsole, useResource, useTexts, useUnsaved } from '../context.ts';
import { errorWords } from '../errors.ts';
import { Note } from '../parts/state.tsx';

const WAYS = ['paste', 'write', 'file'] as const;
type Way = (typeof WAYS)[number];

interface Props {
  ideas: readonly { title: string; prompt: string }[];
  language: Language | null;
  onAdded: () => Promise<void>;
  onCancel: (() => void) | undefined;
}

/** The category of this name, made at need. */
const categoryId = async (api: Api, name: string): Promise<string | null> => {
  if (!name) return null;
  const known = readPage(await api.get('/knowledge/categories'), dict).find((one) => text(one['name']).toLowerCase() === name.toLowerCase());
  return known ? id(known['id'], 'category') : id(dict(await api.write('POST', '/knowledge/categories', { name }))['id'], 'category');
};

/** One article by pasting, by writing or from a text file. A long text becomes several. */
export const KnowledgeForm = ({ ideas, language, onAdded, onCancel }: Props) => {
  const { api, toasts, format } = useConsole();
  const t = useTexts('onboarding');
  const way = useSignal<Way>('paste');
  const title = useSignal('');
  const body = useSignal('');
  const prompt = useSignal('');
  const category = useSignal('');
  const spoken = useSignal<Language>(language ?? languages.find((one) => one === format.language) ?? 'en');
  const problem = useSignal('');
  const fileName = useSignal('');
  const busy = useSignal(false);
  useUnsaved(useComputed(() => body.value.trim() !== ''));
  const categories = useResource(async () => readPage(await api.get('/knowledge/categories'), (one) => text(dict(one)['name'])), []);
  const shelves = categories.phase.value.name === 'ready' ? categories.phase.value.value : [];

  const take = async (file: File | undefined): Promise<void> => {
    problem.value = '';
    if (!file) return;
    try {
      const read = await readTextFile(file);
      body.value = read.text;
      title.value = read.title;
      fileName.value = file.name;
    } catch (error) {
      fileName.value = '';
      problem.value = t(`knowledge.file_problem.${error instanceof TextFileError ? error.problem : 'not_text'}`);
    }
  };

  const add = async (): Promise<void> => {
    const words = body.value.trim();
    const name = title.value.trim() || titleOf(words) || words.split('\n')[0]?.trim().slice(0, 80) || '';
    if (!words) {
      problem.value = t('knowledge.empty');
      return;
    }
    busy.value = true;
    problem.value = '';
    try {
      const shelf = await categoryId(api, category.value.trim());
      const parts = splitText(words);
      for (const [index, part] of parts.entries()) {
        const numbered = parts.length > 1 ? `${name.slice(0, 180)} (${index + 1}/${parts.length})` : name.slice(0, 200);
        await api.write('POST', '/knowledge/articles', { title: numbered, body: part, language: spoken.value, categoryId: shelf });
      }
      body.value = '';
      toasts.done(t('knowledge.added', { title: name }));
      await onAdded();
    } catch (error) {
      problem.value = errorWords(t, asApiError(error));
    } finally {
      busy.value = false;
    }
  };

  return (
    <form
      class="souffleur-choosing"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      {ideas.length > 0 && (
        <div class="souffleur-ideas" role="group" aria-label={t('knowledge.ideas')}>
          <p class="souffleur-field-hint">{t('knowledge.ideas')}</p>
          {ideas.map((idea) => (
            <button
              key={idea.title}
              type="button"
              class="souffleur-idea"
              aria-pressed={title.value === idea.title}
              onClick={() => {
                title.value = idea.title;
                prompt.value = idea.prompt;
              }}
            >
              {idea.title}
            </button>
          ))}
        </div>
      )}
      <div class="souffleur-ways" role="radiogroup" aria-label={t('knowledge.way')}>
        {WAYS.map((one) => (
          <label key={one} class={`souffleur-way${way.value === one ? ' souffleur-way-chosen' : ''}`}>
            <input type="radio" name="souffleur-way" class="souffleur-hidden" checked={way.value === one} onChange={() => (way.value = one)} />
            {t(`knowledge.ways.${one}`)}
          </label>
        ))}
      </div>
      {way.value === 'file' && (
        <div class="souffleur-field">
          <label class="souffleur-field-label" for="souffleur-file">
            {t('knowledge.file')}
          </label>
          <input
            id="souffleur-file"
            class="souffleur-file"
            type="file"
            accept=".txt,.md,.markdown,text/plain,text/markdown"
            aria-describedby="souffleur-file-hint"
            onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
          />
          <p class="souffleur-field-hint" id="souffleur-file-hint">
            {t('knowledge.file_hint')}
          </p>
        </div>
      )}
      {(way.value !== 'file' || fileName.value) && (
        <>
          <div class="souffleur-field">
            <label class="souffleur-field-label" for="souffleur-article-title">
              {t('knowledge.title')}
            </label>
            <input
              id="souffleur-article-title"
              class="souffleur-input"
              type="text"
              maxLength={200}
              placeholder={t('knowledge.title_hint')}
              value={title.value}
              onInput={({ currentTarget }) => (title.value = currentTarget.value)}
            />
          </div>
          <div class="souffleur-field">
            <label class="souffleur-field-label" for="souffleur-article-body">
              {t('knowledge.body')}
            </label>
            {prompt.value && (
              <p class="souffleur-field-hint" id="souffleur-article-prompt">
                {prompt.value}
              </p>
            )}
            <textarea
              id="souffleur-article-body"
              class="souffleur-input souffleur-textarea souffleur-tall"
              rows={10}
              placeholder={way.value === 'file' ? undefined : t(`knowledge.placeholder.${way.value}`)}
              aria-describedby={prompt.value ? 'souffleur-article-prompt' : undefined}
              value={body.value}
              onInput={({ currentTarget }) => (body.value = currentTarget.value)}
            />
            {way.value === 'write' && <p class="souffleur-field-hint">{t('knowledge.markdown')}</p>}
          </div>
          <div class="souffleur-two">
            <div class="souffleur-field">
              <label class="souffleur-field-label" for="souffleur-article-language">
                {t('knowledge.language')}
              </label>
              <select
                id="souffleur-article-language"
                class="souffleur-input"
                value={spoken.value}
                onChange={({ currentTarget }) => (spoken.value = languages.find((one) => one === currentTarget.value) ?? 'en')}
              >
                {languages.map((one) => (
                  <option key={one} value={one} selected={one === spoken.value}>
                    {t(`languages.${one}`)}
                  </option>
                ))}
              </select>
            </div>
            <div class="souffleur-field">
              <label class="souffleur-field-label" for="souffleur-article-category">
                {t('knowledge.category')}
              </label>
              <input
                id="souffleur-article-category"
                class="souffleur-input"
                type="text"
                list="souffleur-categories"
                maxLength={120}
                placeholder={t('knowledge.category_hint')}
                value={category.value}
                onInput={({ currentTarget }) => (category.value = currentTarget.value)}
              />
              <datalist id="souffleur-categories">
                {shelves.map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </div>
          </div>
        </>
      )}
      {problem.value && <Note kind="bad">{problem.value}</Note>}
      <div class="souffleur-page-actions">
        <Button kind="primary" type="submit" busy={busy.value} disabled={way.value === 'file' && !fileName.value}>
          {t('knowledge.add')}
        </Button>
        {onCancel && (
          <Button kind="quiet" onPress={onCancel}>
            {t('common:cancel')}
          </Button>
        )}
      </div>
    </form>
  );
};
