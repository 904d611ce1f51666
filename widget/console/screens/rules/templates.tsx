import { useSignal } from '@preact/signals';

import { readPage } from '../../../state/read.ts';
import { readTemplate, type RuleTemplate } from '../../../state/rules.ts';
import { Button } from '../../../ui/button.tsx';
import { ConsoleIcon, type ConsoleIconName, isConsoleIcon } from '../../../ui/console-icon.tsx';
import { useConsole, useResource, useTexts } from '../../context.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Empty, Note, State } from '../../parts/state.tsx';
import { type Phrases, usePhrases } from './phrases.ts';
import { ConditionTree } from './tree.tsx';
import { triggerWords } from './words.ts';

const iconOf = (name: string): ConsoleIconName => (isConsoleIcon(name) ? name : 'branch');

/** Ready-made rules: what each does, before one is taken as a beginning. */
export const Templates = ({ onClose }: { onClose: () => void }) => {
  const { api, router } = useConsole();
  const t = useTexts('rules');
  const phrases = usePhrases();
  const chosen = useSignal<RuleTemplate | undefined>(undefined);
  const templates = useResource(async () => readPage(await api.get('/rules/templates'), readTemplate), []);
  const use = ({ id }: RuleTemplate): void => {
    onClose();
    router.go('rules/new', { template: id });
  };
  const one = chosen.value;
  if (one) {
    return (
      <Dialog
        key={one.id}
        wide
        title={one.title}
        onClose={onClose}
        actions={
          <>
            <Button kind="primary" onPress={() => use(one)}>
              {t('templates.use')}
            </Button>
            <Button kind="neutral" onPress={() => (chosen.value = undefined)}>
              {t('templates.back')}
            </Button>
          </>
        }
      >
        <Preview template={one} phrases={phrases} />
      </Dialog>
    );
  }
  return (
    <Dialog key="all" wide title={t('templates.title')} onClose={onClose}>
      <p class="souffleur-paragraph souffleur-muted">{t('templates.hint')}</p>
      <State phase={templates.phase.value} onRetry={() => void templates.reload()}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon="branch" title={t('templates.empty')} />
          ) : (
            <ul class="souffleur-rule-templates" aria-label={t('templates.title')}>
              {all.map((template) => (
                <li key={template.id}>
                  <button type="button" class="souffleur-rule-template" onClick={() => (chosen.value = template)}>
                    <ConsoleIcon name={iconOf(template.icon)} size={20} />
                    <span class="souffleur-rule-template-title">{template.title}</span>
                    <span class="souffleur-muted souffleur-small">{template.description}</span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </State>
    </Dialog>
  );
};

const Preview = ({ template, phrases }: { template: RuleTemplate; phrases: Phrases }) => {
  const { format } = useConsole();
  const t = useTexts('rules');
  const { definition, open, description } = template;
  return (
    <div class="souffleur-stack">
      <p class="souffleur-paragraph">{description}</p>
      <dl class="souffleur-pairs">
        <div>
          <dt>{t('fields.trigger')}</dt>
          <dd>{triggerWords(t, format, definition.trigger)}</dd>
        </div>
        <div>
          <dt>{t('fields.conditions')}</dt>
          <dd>
            <ConditionTree node={definition.conditions} phrases={phrases} />
          </dd>
        </div>
        <div>
          <dt>{t('fields.actions')}</dt>
          <dd>
            <ol class="souffleur-acts">
              {definition.actions.map((action, index) => (
                <li key={index} class="souffleur-act">
                  {phrases.action(action)}
                </li>
              ))}
            </ol>
          </dd>
        </div>
      </dl>
      {open.length > 0 && <Note>{t('templates.open_places', { count: open.length })}</Note>}
    </div>
  );
};
