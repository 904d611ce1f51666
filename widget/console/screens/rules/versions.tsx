import { useSignal } from '@preact/signals';

import { asApiError } from '../../../api/errors.ts';
import { readMember } from '../../../state/members.ts';
import { readPage } from '../../../state/read.ts';
import { childrenOf, type Definition, type Node, readRule, readVersion, type Rule, type RuleVersion } from '../../../state/rules.ts';
import { Button } from '../../../ui/button.tsx';
import { type Format } from '../../format.ts';
import { useConsole, useIsAdmin, useResource, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { Panel } from '../../parts/page.tsx';
import { Badge, Empty, State } from '../../parts/state.tsx';
import { type Phrases, usePhrases } from './phrases.ts';
import { secondsWords, triggerWords } from './words.ts';

const FIELDS = ['name', 'description', 'trigger', 'conditions', 'actions', 'priority', 'cooldown', 'stop'] as const;
type FieldName = (typeof FIELDS)[number];

interface Change {
  field: FieldName;
  before: string[];
  after: string[];
}

/** Conditions one below the other, deeper ones set in by dashes. */
const lines = (t: ReturnType<typeof useTexts>, phrases: Phrases, node: Node, depth = 0): string[] => {
  const set = '– '.repeat(depth);
  if ('condition' in node) return [set + phrases.condition(node)];
  const name = 'all' in node ? 'all' : 'any' in node ? 'any' : 'not';
  const inner = childrenOf(node).flatMap((child) => lines(t, phrases, child, depth + 1));
  return inner.length > 0 ? [set + t(`tree.${name}`), ...inner] : [];
};

const shown = (t: ReturnType<typeof useTexts>, format: Format, phrases: Phrases, from: Definition, field: FieldName): string[] => {
  switch (field) {
    case 'trigger':
      return [triggerWords(t, format, from.trigger)];
    case 'conditions':
      return lines(t, phrases, from.conditions);
    case 'actions':
      return from.actions.map((action) => phrases.action(action));
    case 'priority':
      return [format.number(from.priority)];
    case 'cooldown':
      return from.cooldown > 0 ? [secondsWords(t, from.cooldown)] : [];
    case 'stop':
      return [t(from.stop ? 'common:yes' : 'common:no')];
    default:
      return from[field] ? [from[field]] : [];
  }
};

const Diff = ({ changes }: { changes: readonly Change[] }) => {
  const t = useTexts('rules');
  const side = (kind: 'before' | 'after', words: readonly string[]) => (
    <div class={`souffleur-diff-side souffleur-diff-${kind}`}>
      <span class="souffleur-small souffleur-muted">{t(`versions.${kind}`)}</span>
      {words.length === 0 ? <span class="souffleur-muted">{t('common:none')}</span> : words.map((line, index) => <span key={index}>{line}</span>)}
    </div>
  );
  return (
    <dl class="souffleur-diff">
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{t(`fields.${field}`)}</dt>
          <dd>
            {side('before', before)}
            {side('after', after)}
          </dd>
        </div>
      ))}
    </dl>
  );
};

/** Every version with what changed in it; an older one can be taken back, as a new version. */
export const Versions = ({ rule, onRestored }: { rule: Rule; onRestored: (rule: Rule) => void }) => {
  const { api, format, dialogs, toasts } = useConsole();
  const t = useTexts('rules');
  const phrases = usePhrases();
  const isAdmin = useIsAdmin();
  const busy = useSignal(0);
  const loaded = useResource(async () => {
    const [versions, members] = await Promise.all([api.get(`/rules/${rule.id}/versions?limit=100`), api.get('/members?inactive=true').catch(() => undefined)]);
    return {
      versions: readPage(versions, readVersion).toSorted((one, other) => other.version - one.version),
      names: new Map(readPage(members, readMember).map(({ id, name }) => [id, name])),
    };
  }, [rule.id, rule.version]);

  const restore = async ({ version }: RuleVersion): Promise<void> => {
    const yes = await dialogs.ask({ title: t('versions.ask_title', { version }), text: t('versions.ask_text'), yes: t('versions.restore') });
    if (!yes) return;
    busy.value = version;
    try {
      onRestored(readRule(await api.write('POST', `/rules/${rule.id}/restore/${version}`)));
      toasts.done(t('versions.restored', { version }));
    } catch (error) {
      toasts.bad(errorWords(t, asApiError(error)));
    } finally {
      busy.value = 0;
    }
  };
  const changesOf = (version: RuleVersion, before: RuleVersion | undefined): Change[] =>
    FIELDS.flatMap((field) => {
      if (!before || JSON.stringify(version.definition[field]) === JSON.stringify(before.definition[field])) return [];
      const words = (from: RuleVersion): string[] => shown(t, format, phrases, from.definition, field);
      return [{ field, before: words(before), after: words(version) }];
    });

  return (
    <State phase={loaded.phase.value} onRetry={() => void loaded.reload()}>
      {({ versions, names }) =>
        versions.length === 0 ? (
          <Empty icon="clock" title={t('versions.empty')} />
        ) : (
          <ol class="souffleur-versions" aria-label={t('tabs.versions')}>
            {versions.map((version, index) => {
              const changes = changesOf(version, versions[index + 1]);
              const name = names.get(version.memberId ?? '');
              const when = format.dateTime(version.createdAt);
              return (
                <li key={version.version}>
                  <Panel>
                    <div class="souffleur-version-head">
                      <strong>{t('versions.one', { version: version.version })}</strong>
                      {version.version === rule.version && <Badge kind="good">{t('versions.current')}</Badge>}
                      <span class="souffleur-muted">{name ? t('versions.by', { when, name }) : when}</span>
                      {version.version !== rule.version && isAdmin && (
                        <Button kind="neutral" busy={busy.value === version.version} onPress={() => void restore(version)}>
                          {t('versions.restore')}
                        </Button>
                      )}
                    </div>
                    {changes.length > 0 ? (
                      <details>
                        <summary class="souffleur-summary">
                          {t('versions.changed', { fields: format.list(changes.map(({ field }) => t(`fields.${field}`))) })}
                        </summary>
                        <Diff changes={changes} />
                      </details>
                    ) : (
                      <p class="souffleur-paragraph souffleur-muted">{t(versions[index + 1] ? 'versions.same' : 'versions.first')}</p>
                    )}
                  </Panel>
                </li>
              );
            })}
          </ol>
        )
      }
    </State>
  );
};
