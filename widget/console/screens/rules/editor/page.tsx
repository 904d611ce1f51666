import { BadShape, dict, list, readPage } from '../../../../state/read.ts';
import { emptyDefinition, isKnown } from '../../../../state/rule-editor.ts';
import { readChoices, readPart } from '../../../../state/rule-parts.ts';
import { type Definition, definitionOf, readRule, readTemplate } from '../../../../state/rules.ts';
import { useConsole, useResource, useTexts } from '../../../context.ts';
import { State } from '../../../parts/state.tsx';
import { RuleFrame } from '../frame.tsx';
import { Editor, type Loaded } from './editor.tsx';

interface Props {
  id?: string | undefined;
  template?: string | undefined;
  tab?: 'edit' | 'try';
}

/** The visual editor of a rule: a stored one, one from a template, or a new one. */
export default function EditorPage({ id, template, tab = 'edit' }: Props) {
  const { api } = useConsole();
  const t = useTexts('rule-editor');
  const loaded = useResource(async (): Promise<Loaded> => {
    const [parts, choices, stored, templates] = await Promise.all([
      api.get('/rules/parts'),
      api.get('/rules/choices'),
      id ? api.get(`/rules/${encodeURIComponent(id)}`) : undefined,
      !id && template ? api.get('/rules/templates') : undefined,
    ]);
    if (stored !== undefined && !isKnown(dict(stored)['conditions'])) throw new BadShape('The rule has conditions this page does not know.');
    const rule = stored === undefined ? undefined : readRule(stored);
    const from = list(dict(templates)['items'])
      .map(readTemplate)
      .find((one) => one.id === template);
    const start: Definition = rule ? definitionOf(rule) : (from?.definition ?? emptyDefinition());
    return { parts: readPage(parts, readPart), choices: readChoices(choices), start, rule, open: rule ? [] : (from?.open ?? []) };
  }, [id, template]);
  const phase = loaded.phase.value;
  if (phase.name === 'ready')
    return <Editor key={`${id} ${phase.value.rule?.version}`} loaded={phase.value} tab={tab} template={template} onOther={() => void loaded.reload()} />;
  return (
    <RuleFrame id={id} tab={tab} template={template} title={id ? t('one') : t('new')}>
      <State phase={phase} lines={8} onRetry={() => void loaded.reload()}>
        {() => null}
      </State>
    </RuleFrame>
  );
}
