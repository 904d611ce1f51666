import { useLayoutEffect, useRef } from 'preact/hooks';

import { partOf, inLanguage } from '../../../../state/rule-parts.ts';
import { type PartNode } from '../../../../state/rule-tree.ts';
import { ConsoleIcon, isConsoleIcon } from '../../../../ui/console-icon.tsx';
import { useConsole, useTexts } from '../../../context.ts';
import { withDefaults } from '../../../form/fields.ts';
import { FieldRow } from '../../../form/field-row.tsx';
import { Badge, Note } from '../../../parts/state.tsx';
import { setNode } from './changes.ts';
import { type Root } from './drag.ts';
import { useEditor } from './editor-context.ts';
import { Grip } from './grip.tsx';
import { NodeMenu } from './node-menu.tsx';
import { fieldsFor, withInput } from './part-input.ts';
import { errorsOf } from './problems.ts';
import { summarizePart } from './summarize.ts';
import { useWanted } from './wanted.ts';

const NONE = {};
/** Milliseconds that a click takes. */
const SETTLE = 250;

export const formOf = (key: string): string => `souffleur-part-${key}`;

/** One condition or action: what it is, and behind its head the form of its input. */
export const PartCard = ({ root, node, number }: { root: Root; node: PartNode; number?: number }) => {
  const { format } = useConsole();
  const t = useTexts('rule-editor');
  const { editor, parts, choices, words, readOnly, wrong, opened, touch } = useEditor();
  const box = useRef<HTMLDivElement>(null);
  const kind = root === 'actions' ? 'action' : 'condition';
  const part = partOf(parts, kind, node.id);
  const title = inLanguage(part?.title, format.language) ?? node.id;
  const fields = fieldsFor(part);
  const values = withDefaults(fields, node.input);
  const errors = errorsOf(wrong.value, node.key);
  const isOpen = opened.value.has(node.key);
  const bad = Object.keys(errors).length;
  const own = errors[''];
  useWanted(node.key, box);
  // A complaint nobody sees helps nobody.
  useLayoutEffect(() => {
    if (own && !isOpen) toggle(true);
  }, [own]);
  const toggle = (open: boolean): void => {
    const next = new Set(opened.peek());
    if (open) next.add(node.key);
    else next.delete(node.key);
    opened.value = next;
  };
  const change = (path: string, value: unknown): void => {
    touch(`${node.key}/${path}`);
    setNode(
      editor,
      root,
      node.key,
      (now) => (now.kind === 'part' ? { ...now, input: withInput(fields, choices, now.input, path, value) } : now),
      `${node.key}/${path}`,
    );
  };
  const body = `${formOf(node.key)}-body`;
  return (
    <div
      ref={box}
      class={`souffleur-part${bad > 0 ? ' souffleur-part-bad' : ''}`}
      role="group"
      aria-label={title}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        // After the click that took the focus away: complaints move what is below them.
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setTimeout(() => touch(`${node.key}/*`), SETTLE);
      }}
    >
      <div class="souffleur-part-head">
        {!readOnly && <Grip root={root} node={node.key} name={title} />}
        <button type="button" class="souffleur-part-title" aria-expanded={isOpen} aria-controls={body} onClick={() => toggle(!isOpen)}>
          {number !== undefined && <span class="souffleur-part-number">{number}</span>}
          <ConsoleIcon name={part && isConsoleIcon(part.icon) ? part.icon : kind === 'action' ? 'play' : 'filter'} />
          <span class="souffleur-part-words">
            <span>
              {node.not && <Badge kind="warn">{t('part.not')}</Badge>} <strong>{title}</strong>
            </span>
            {!isOpen && <span class="souffleur-part-clause">{summarizePart(kind, node.id, node.input, parts, choices, t, format.language)}</span>}
          </span>
          {bad > 0 && <Badge kind="bad">{t('part.wrong', { count: bad })}</Badge>}
          <ConsoleIcon name={isOpen ? 'up' : 'down'} />
        </button>
        {!readOnly && <NodeMenu root={root} node={node} name={title} />}
      </div>
      <div id={body} class="souffleur-part-body" hidden={!isOpen}>
        {own && <Note kind="bad">{own}</Note>}
        {part && !part.available && <Note kind="warn">{part.reason ?? t('part.unavailable')}</Note>}
        {part && <p class="souffleur-field-hint">{inLanguage(part.description, format.language)}</p>}
        {isOpen &&
          fields.map((field) => (
            <FieldRow
              key={field.path}
              formId={formOf(node.key)}
              field={field}
              siblings={fields}
              values={values}
              words={words}
              errors={errors}
              choices={NONE}
              disabled={readOnly}
              onChange={change}
            />
          ))}
      </div>
    </div>
  );
};
