import { useTexts } from '../../../context.ts';
import { Panel } from '../../../parts/page.tsx';
import { useEditor } from './editor-context.ts';
import { Problem } from './problem.tsx';

/** What the rule is called, and what it is for. */
export const NameCard = () => {
  const t = useTexts('rule-editor');
  const { editor, readOnly, wrong, touch } = useEditor();
  const { name, description } = editor.draft.value;
  return (
    <Panel>
      <div class="souffleur-field">
        <label class="souffleur-field-label" for="souffleur-rule-name">
          {t('name.label')}
        </label>
        <input
          id="souffleur-rule-name"
          class="souffleur-input"
          type="text"
          autocomplete="off"
          maxLength={120}
          disabled={readOnly}
          placeholder={t('name.placeholder')}
          aria-invalid={wrong.value['name'] ? true : undefined}
          aria-describedby={wrong.value['name'] ? 'souffleur-rule-name-problem' : undefined}
          value={name}
          onInput={({ currentTarget }) => {
            const typed = currentTarget.value;
            editor.change((draft) => ({ ...draft, name: typed }), 'name');
          }}
          onBlur={() => setTimeout(() => touch('name'), 250)}
        />
        <Problem id="souffleur-rule-name-problem" words={wrong.value['name']} />
      </div>
      <div class="souffleur-field">
        <label class="souffleur-field-label" for="souffleur-rule-description">
          {t('description.label')}
        </label>
        <textarea
          id="souffleur-rule-description"
          class="souffleur-input souffleur-textarea souffleur-textarea-low"
          rows={2}
          maxLength={1000}
          disabled={readOnly}
          placeholder={t('description.placeholder')}
          value={description}
          onInput={({ currentTarget }) => {
            const typed = currentTarget.value;
            editor.change((draft) => ({ ...draft, description: typed }), 'description');
          }}
        />
      </div>
    </Panel>
  );
};
