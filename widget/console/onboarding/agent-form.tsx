import { useComputed, useSignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';

import { asApiError } from '../../api/errors.ts';
import { type Agent, readAgent } from '../../state/agents.ts';
import { Button } from '../../ui/button.tsx';
import { useConsole, useTexts, useUnsaved } from '../context.ts';
import { errorWords } from '../errors.ts';
import { Badge, Note } from '../parts/state.tsx';

const LONGEST_NAME = 80;
const LONGEST = 20_000;

/** Name and instructions of an agent. Every saving makes a version. */
export const AgentForm = ({ agent, onSaved, actions }: { agent: Agent; onSaved: (agent: Agent) => void; actions: ComponentChildren }) => {
  const { api, toasts } = useConsole();
  const t = useTexts('onboarding');
  const name = useSignal(agent.name);
  const instructions = useSignal(agent.instructions);
  const problem = useSignal('');
  const busy = useSignal(false);
  const dirty = useComputed(() => name.value !== agent.name || instructions.value !== agent.instructions);
  useUnsaved(dirty);

  const save = async (): Promise<void> => {
    if (!name.value.trim()) {
      problem.value = t('agent.name_missing');
      return;
    }
    busy.value = true;
    problem.value = '';
    try {
      const body = { name: name.value, instructions: instructions.value, version: agent.version };
      const saved = readAgent(await api.write('PATCH', `/agents/${agent.id}`, body));
      toasts.done(t('agent.saved'));
      onSaved(saved);
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
        void save();
      }}
    >
      <p class="souffleur-paragraph">
        <Badge kind={agent.mode === 'off' ? 'plain' : 'good'}>{t(`modes.${agent.mode}`)}</Badge> {t(`agent.mode_${agent.mode}`)}
      </p>
      <div class="souffleur-field">
        <label class="souffleur-field-label" for="souffleur-agent-name">
          {t('agent.name')}
        </label>
        <input
          id="souffleur-agent-name"
          class="souffleur-input souffleur-short"
          type="text"
          maxLength={LONGEST_NAME}
          value={name.value}
          onInput={({ currentTarget }) => (name.value = currentTarget.value)}
        />
      </div>
      <div class="souffleur-field">
        <label class="souffleur-field-label" for="souffleur-agent-instructions">
          {t('agent.instructions')}
        </label>
        <textarea
          id="souffleur-agent-instructions"
          class="souffleur-input souffleur-textarea souffleur-tall"
          rows={14}
          maxLength={LONGEST}
          aria-describedby="souffleur-agent-instructions-hint"
          value={instructions.value}
          onInput={({ currentTarget }) => (instructions.value = currentTarget.value)}
        />
        <p class="souffleur-field-hint" id="souffleur-agent-instructions-hint">
          {t('agent.instructions_hint')}
        </p>
      </div>
      {problem.value && <Note kind="bad">{problem.value}</Note>}
      <div class="souffleur-page-actions">
        {dirty.value ? (
          <>
            <Button kind="primary" type="submit" busy={busy.value}>
              {t('common:save')}
            </Button>
            <Button
              kind="quiet"
              onPress={() => {
                name.value = agent.name;
                instructions.value = agent.instructions;
              }}
            >
              {t('common:discard')}
            </Button>
          </>
        ) : (
          actions
        )}
      </div>
    </form>
  );
};
