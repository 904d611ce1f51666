import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';

import { asApiError, type ApiError } from '../../../../api/errors.ts';
import { createRuleEditor } from '../../../../state/rule-editor.ts';
import { inLanguage, type Part, partOf, type RuleChoices } from '../../../../state/rule-parts.ts';
import { allNodes, find } from '../../../../state/rule-tree.ts';
import { type Definition, readRule, type Rule } from '../../../../state/rules.ts';
import { useConsole, useIsAdmin, useLive, useTexts, useUnsaved } from '../../../context.ts';
import { errorWords } from '../../../errors.ts';
import { RefsContext } from '../../../form/refs.ts';
import { fieldWords } from '../../../form/words.ts';
import { Link } from '../../../parts/page.tsx';
import { Note } from '../../../parts/state.tsx';
import { RuleFrame } from '../frame.tsx';
import { Aside } from './aside.tsx';
import { ClashDialog } from './clash-dialog.tsx';
import { createDrag } from './drag.ts';
import { EditorContext, type EditorParts, useEditor } from './editor-context.ts';
import { kindOf } from './group-card.tsx';
import { HeadActions } from './head-actions.tsx';
import { LimitsCard } from './limits-card.tsx';
import { NameCard } from './name-card.tsx';
import { complaintsOf, placeOfPath, type Places } from './problems.ts';
import { focusPlace } from './show-place.ts';
import { ActionsCard, ConditionsCard } from './tree-cards.tsx';
import { TriggerCard } from './trigger-card.tsx';
import { Trial } from './trial.tsx';

export interface Loaded {
  parts: readonly Part[];
  choices: RuleChoices;
  /** What the screen begins with. */
  start: Definition;
  rule: Rule | undefined;
  /** Places that a template leaves to be filled in. */
  open: readonly string[];
}

interface Props {
  loaded: Loaded;
  tab: 'edit' | 'try';
  template: string | undefined;
  /** Somebody else saved it, and nothing here would be lost. */
  onOther: () => void;
}

/** Other rules, or an agent, that get in the way. */
const Conflicts = () => {
  const t = useTexts('rule-editor');
  const { editor } = useEditor();
  const { conflicts } = editor.checked.value;
  if (conflicts.length === 0) return null;
  return (
    <Note kind="warn">
      <ul class="souffleur-plain-list">
        {conflicts.map((conflict, index) => (
          <li key={index}>
            {conflict.text || t(`rules:conflicts.kinds.${conflict.kind}`)}{' '}
            {conflict.ruleIds
              .filter((id) => id !== editor.rule.value?.id)
              .map((id) => (
                <Link key={id} path={`rules/${id}`}>
                  {t('other_rule')}
                </Link>
              ))}
          </li>
        ))}
      </ul>
    </Note>
  );
};

/** The whole screen of one rule. */
export const Editor = ({ loaded, tab, template, onOther }: Props) => {
  const { api, format, router, toasts } = useConsole();
  const t = useTexts('rule-editor');
  const { parts, choices, start, rule: first, open } = loaded;
  const readOnly = !useIsAdmin();
  const dragHelp = useId();
  const editor = useMemo(() => createRuleEditor({ api, start, rule: first, checks: !readOnly }), [loaded]);
  useEffect(() => editor.close, [editor]);
  useUnsaved(editor.dirty, (next) => next.path === router.place.peek().path && ['edit', 'try'].includes(next.query['tab'] ?? 'edit'));
  const failure = useSignal<ApiError | undefined>(undefined);

  /** What was there when the screen opened may be found fault with at once; what is new, when somebody has been at it. */
  const touched = useSignal<ReadonlySet<string>>(new Set());
  const tried = useSignal(false);
  const known = useMemo(() => {
    const { conditions, actions } = editor.draft.peek();
    return new Set([...allNodes(conditions), ...allNodes(actions)].map(({ key }) => key).concat(first ? ['name', 'trigger'] : []));
  }, [editor]);
  const complaints = useComputed(() => complaintsOf(t, editor.draft.value, parts));
  const wrong = useComputed((): Places => {
    const { rule, inputs } = complaints.value;
    const found: Record<string, string> = {};
    const isDue = (place: string): boolean => {
      const [key = ''] = place.split('/');
      return tried.value || known.has(key) || touched.value.has(place) || touched.value.has(`${key}/*`) || place === `${key}/`;
    };
    for (const { code, path, message } of editor.checked.value.problems) {
      const place = placeOfPath(path, editor.written.value.places);
      if (code !== 'invalid_input' || isDue(place)) found[place] = message;
    }
    for (const [place, words] of Object.entries({ ...inputs, ...rule })) if (isDue(place) && (place !== 'actions/' || tried.value)) found[place] = words;
    return found;
  });

  const opened = useSignal<ReadonlySet<string>>(
    useMemo(() => new Set(open.map((path) => placeOfPath(path, editor.written.peek().places).split('/')[0] ?? '')), [editor]),
  );
  const wanted = useRef<EditorParts['wanted']['current']>(undefined);
  const shared = useMemo((): EditorParts => {
    const focus: EditorParts['focus'] = (key, on = 'field') => {
      wanted.current = { key, on };
    };
    const nameOf = (root: 'conditions' | 'actions', key: string): string => {
      if (key === 'actions') return t('actions.title');
      const node = find(editor.draft.peek()[root], key);
      if (!node) return '';
      if (node.kind === 'group') return t(`group.${kindOf(node)}`);
      return inLanguage(partOf(parts, root === 'actions' ? 'action' : 'condition', node.id)?.title, format.language) ?? node.id;
    };
    return {
      editor,
      parts,
      choices,
      words: fieldWords(t, 'rule-editor:fields', format.language),
      drag: createDrag({ editor, t, nameOf, onDropped: (key) => focus(key, 'grip') }),
      dragHelp,
      readOnly,
      wrong,
      opened,
      wanted,
      focus,
      touch: (place) => {
        if (!touched.peek().has(place)) touched.value = new Set([...touched.peek(), place]);
      },
    };
  }, [editor]);

  /** Somebody switched it on or off, or saved another version. */
  const refresh = async (id: string): Promise<void> => {
    try {
      const next = readRule(await api.get(`/rules/${encodeURIComponent(id)}`));
      if (editor.saving.peek()) return;
      if (next.version === editor.rule.peek()?.version) editor.stored(next);
      else if (!editor.dirty.peek()) onOther();
    } catch {
      // Whoever saves is told.
    }
  };
  useLive(['rule.updated'], (message) => {
    const mine = editor.rule.peek();
    if (mine && (!message || message['ruleId'] === mine.id)) void refresh(mine.id);
  });

  /** Everything a stored rule must have; the first thing that is missing is shown. */
  const isWhole = (): boolean => {
    tried.value = true;
    const [place] = Object.keys(complaints.value.rule);
    if (place === undefined) return true;
    if (tab !== 'edit') router.go(router.place.peek().path, { ...router.place.peek().query, tab: undefined });
    focusPlace(place, shared);
    return false;
  };
  const save = async (): Promise<void> => {
    failure.value = undefined;
    if (editor.saving.peek() || !isWhole()) return;
    const isNew = editor.rule.peek() === undefined;
    try {
      const saved = await editor.save();
      if (!saved) return;
      const missing = Object.keys(complaints.value.inputs).length;
      toasts.done(missing > 0 ? t('saved_open', { count: missing }) : t('saved'));
      if (isNew) router.go(`rules/${saved.id}`, { tab: tab === 'edit' ? undefined : tab });
    } catch (thrown) {
      failure.value = asApiError(thrown);
      const [place] = Object.keys(wrong.peek());
      if (place !== undefined) focusPlace(place, shared);
    }
  };

  const keys = (event: KeyboardEvent): void => {
    if (readOnly || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === 's') {
      event.preventDefault();
      return void save();
    }
    const isRedo = (key === 'z' && event.shiftKey) || key === 'y';
    if (key !== 'z' && !isRedo) return;
    event.preventDefault();
    if (isRedo) editor.redo();
    else editor.undo();
  };

  const { rule: needed, inputs } = complaints.value;
  const title = editor.draft.value.name.trim() || (first ? t('unnamed') : t('new'));
  return (
    <EditorContext.Provider value={shared}>
      <RefsContext.Provider value={choices}>
        <div class="souffleur-rule-editor" onKeyDown={keys}>
          <RuleFrame id={first?.id} tab={tab} template={template} title={title} actions={<HeadActions onSave={() => void save()} />}>
            {readOnly && <Note>{t('read_only')}</Note>}
            {failure.value && <Note kind="bad">{failure.value.errors.length > 0 ? t('not_saved') : errorWords(t, failure.value)}</Note>}
            {tried.value && !failure.value && Object.keys(needed).length > 0 && <Note kind="bad">{t('not_saved')}</Note>}
            <Conflicts />
            <Trial shown={tab === 'try'} isWhole={Object.keys(needed).length === 0} onUnfinished={isWhole} />
            <div class="souffleur-rule-columns" hidden={tab !== 'edit'}>
              <div class="souffleur-rule-form">
                <NameCard />
                <TriggerCard />
                <ConditionsCard />
                <ActionsCard />
                <LimitsCard />
              </div>
              <Aside missing={Object.keys(needed).length + Object.keys(inputs).length} />
            </div>
          </RuleFrame>
          <p class="souffleur-hidden" id={dragHelp}>
            {t('drag.help')}
          </p>
          <p class="souffleur-hidden" role="status" aria-live="assertive">
            {shared.drag.said.value}
          </p>
          <ClashDialog />
        </div>
      </RefsContext.Provider>
    </EditorContext.Provider>
  );
};
