import { useSignal } from '@preact/signals';

import { asApiError } from '../../api/errors.ts';
import { type Language, languages } from '../../state/onboarding.ts';
import { Button } from '../../ui/button.tsx';
import { useConsole, useResource, useTexts } from '../context.ts';
import { errorWords } from '../errors.ts';
import { Note, State } from '../parts/state.tsx';
import { readAgent } from '../../state/agents.ts';
import { AgentForm } from './agent-form.tsx';
import { type StepProps } from './setup.ts';

/** Whose purpose is chosen, and in which language its instructions are. */
const Choice = ({ setup, templates, refresh, onMade }: StepProps & { onMade: () => void }) => {
  const { api, dialogs } = useConsole();
  const t = useTexts('onboarding');
  const template = useSignal(setup.template ?? templates[0]?.id ?? '');
  const language = useSignal<Language>(setup.language ?? languageOf(useConsole().format.language));
  const problem = useSignal('');
  const busy = useSignal(false);

  const make = async (replace = false): Promise<void> => {
    busy.value = true;
    problem.value = '';
    try {
      await api.write('POST', '/onboarding/agent', { template: template.value, language: language.value, replace });
      await refresh();
      onMade();
    } catch (thrown) {
      const error = asApiError(thrown);
      busy.value = false;
      if (error.code !== 'agent_changed') problem.value = errorWords(t, error);
      else if (await dialogs.ask({ title: t('agent.replace.title'), text: t('agent.replace.text'), yes: t('agent.replace.yes'), destructive: true }))
        await make(true);
    } finally {
      busy.value = false;
    }
  };

  return (
    <form
      class="souffleur-choosing"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <fieldset class="souffleur-cards" aria-label={t('agent.purpose')}>
        {templates.map((one) => (
          <label key={one.id} class={`souffleur-card-choice${template.value === one.id ? ' souffleur-card-chosen' : ''}`}>
            <input type="radio" name="souffleur-template" value={one.id} checked={template.value === one.id} onChange={() => (template.value = one.id)} />
            <span class="souffleur-card-title">{one.title}</span>
            <span class="souffleur-card-summary">{one.summary}</span>
          </label>
        ))}
      </fieldset>
      <div class="souffleur-field">
        <label class="souffleur-field-label" for="souffleur-agent-language">
          {t('agent.language')}
        </label>
        <select
          id="souffleur-agent-language"
          class="souffleur-input souffleur-short"
          value={language.value}
          onChange={({ currentTarget }) => (language.value = languageOf(currentTarget.value))}
        >
          {languages.map((one) => (
            <option key={one} value={one} selected={one === language.value}>
              {t(`languages.${one}`)}
            </option>
          ))}
        </select>
        <p class="souffleur-field-hint">{t('agent.language_hint')}</p>
      </div>
      {problem.value && <Note kind="bad">{problem.value}</Note>}
      <div class="souffleur-page-actions">
        <Button kind="primary" type="submit" busy={busy.value}>
          {t(setup.agentId && setup.template ? 'agent.remake' : 'agent.make')}
        </Button>
      </div>
    </form>
  );
};

const languageOf = (code: string): Language => languages.find((language) => language === code) ?? 'en';

/** What the first agent is for; then what it was told, to be changed. */
export const AgentStep = (props: StepProps) => {
  const { step, setup, next, refresh } = props;
  const { api } = useConsole();
  const t = useTexts('onboarding');
  const choosing = useSignal(step.state !== 'done');
  const agent = useResource(
    async () => (setup.agentId ? readAgent(await api.get(`/agents/${setup.agentId}`)) : undefined),
    [setup.agentId, setup.template, setup.language],
  );
  if (choosing.value) return <Choice {...props} onMade={() => (choosing.value = false)} />;
  return (
    <State phase={agent.phase.value} onRetry={() => void agent.reload()} lines={4}>
      {(made) =>
        made && (
          <AgentForm
            key={`${made.id} ${made.version}`}
            agent={made}
            onSaved={(saved) => {
              agent.set(saved);
              void refresh();
            }}
            actions={
              <>
                <Button kind="primary" onPress={next}>
                  {t('continue')}
                </Button>
                <Button kind="quiet" onPress={() => (choosing.value = true)}>
                  {t('agent.other')}
                </Button>
              </>
            }
          />
        )
      }
    </State>
  );
};
