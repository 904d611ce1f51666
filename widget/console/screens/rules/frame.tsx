import { type ComponentChildren } from 'preact';

import { useIsAdmin, useTexts } from '../../context.ts';
import { Link, Page } from '../../parts/page.tsx';

export type Tab = 'edit' | 'try' | 'runs' | 'versions';

/** What there is to see of a rule: a new one has no past yet, and trying is for those who write rules. */
export const useTabs = (id: string | undefined): readonly Tab[] => {
  const isAdmin = useIsAdmin();
  return ['edit', ...(isAdmin ? (['try'] as const) : []), ...(id ? (['runs', 'versions'] as const) : [])];
};

interface Props {
  /** Absent: not stored yet. */
  id: string | undefined;
  tab: Tab;
  title: string;
  /** What a new rule begins with. */
  template?: string | undefined;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** What every page of one rule begins with: the way back, its name, what can be done, its parts. */
export const RuleFrame = ({ id, tab, title, template, actions, children }: Props) => {
  const t = useTexts('rules');
  const tabs = useTabs(id);
  return (
    <div class="souffleur-rule">
      <Page title={title} hint={tab === 'edit' ? undefined : t(`tabs.${tab}_hint`)} back={{ path: 'rules', label: t('title') }} actions={actions}>
        {tabs.length > 1 && (
          <nav class="souffleur-tabs-line" aria-label={t('tabs.label')}>
            {tabs.map((one) => (
              <Link
                key={one}
                class="souffleur-tab-link"
                path={id ? `rules/${id}` : 'rules/new'}
                query={{ template, tab: one === 'edit' ? undefined : one }}
                current={one === tab}
              >
                {t(`tabs.${one}`)}
              </Link>
            ))}
          </nav>
        )}
        {children}
      </Page>
    </div>
  );
};
