import { useSignal } from '@preact/signals';

import { dict, readPage, text } from '../../state/read.ts';
import { Button } from '../../ui/button.tsx';
import { ConsoleIcon } from '../../ui/console-icon.tsx';
import { useConsole, useResource, useTexts } from '../context.ts';
import { KnowledgeForm } from './knowledge-form.tsx';
import { type StepProps } from './setup.ts';

const SHOWN = 6;

/** The first things the agent knows. */
export const KnowledgeStep = ({ step, setup, templates, refresh, next }: StepProps) => {
  const { api } = useConsole();
  const t = useTexts('onboarding');
  const adding = useSignal(step.articles === 0);
  const articles = useResource(
    async () => readPage(await api.get('/knowledge/articles?limit=50'), (one) => ({ id: text(dict(one)['id']), title: text(dict(one)['title']) })),
    [],
  );
  const phase = articles.phase.value;
  const known = phase.name === 'ready' ? phase.value : [];
  const ideas = (templates.find(({ id }) => id === setup.template)?.knowledge ?? []).filter(({ title }) => !known.some((article) => article.title === title));

  return (
    <>
      {known.length > 0 && (
        <ul class="souffleur-known" aria-label={t('knowledge.list')}>
          {known.slice(0, SHOWN).map((article) => (
            <li key={article.id}>
              <ConsoleIcon name="book" />
              {article.title}
            </li>
          ))}
          {known.length > SHOWN && <li>{t('knowledge.others', { n: known.length - SHOWN })}</li>}
        </ul>
      )}
      {adding.value ? (
        <KnowledgeForm
          ideas={ideas}
          language={setup.language}
          onAdded={async () => {
            await Promise.all([articles.reload(), refresh()]);
            adding.value = false;
          }}
          onCancel={known.length > 0 ? () => (adding.value = false) : undefined}
        />
      ) : (
        <div class="souffleur-page-actions">
          <Button kind="primary" onPress={next}>
            {t('continue')}
          </Button>
          <Button kind="neutral" onPress={() => (adding.value = true)}>
            {t('knowledge.more')}
          </Button>
        </div>
      )}
    </>
  );
};
