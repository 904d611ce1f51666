import { useSignal } from '@preact/signals';

import { dict, readPage, text, type Dict } from '../../state/read.ts';
import { readSection, type Section } from '../../state/settings.ts';
import { useConsole, useResource, useTexts } from '../context.ts';
import { Conflict } from '../form/conflict.tsx';
import { type Choice } from '../form/fields.ts';
import { Form } from '../form/form.tsx';
import { Link, Page, Panel } from '../parts/page.tsx';
import { State } from '../parts/state.tsx';
import { type ScreenProps } from '../screens.ts';

const SECTIONS = ['callbacks', 'sync'] as const;

/** Who changed a section last, and when. */
const Changed = ({ section, names }: { section: Section; names: ReadonlyMap<string, string> }) => {
  const { format } = useConsole();
  const t = useTexts('settings');
  if (!section.updatedAt) return <p class="souffleur-field-hint">{t('defaults')}</p>;
  const name = names.get(section.updatedBy ?? '');
  const when = format.ago(section.updatedAt);
  return <p class="souffleur-field-hint">{name ? t('changed_by', { when, name }) : t('changed', { when })}</p>;
};

interface Around {
  section: Section;
  pipelines: readonly Choice[];
  names: ReadonlyMap<string, string>;
}

const SectionForm = ({ around, onSaved }: { around: Around; onSaved: (section: Section) => void }) => {
  const { api, toasts } = useConsole();
  const t = useTexts('settings');
  const { section, pipelines, names } = around;
  /** What the person wanted and what was saved meanwhile. */
  const conflict = useSignal<{ yours: Dict; theirs: Dict; version: number } | undefined>(undefined);

  const put = async (values: Dict, version: number): Promise<void> => {
    const saved = readSection(await api.write('PUT', `/settings/${section.section}`, { values, version }));
    toasts.done(t('saved'));
    onSaved(saved);
  };

  return (
    <Panel title={t(`sections.${section.section}`)}>
      <Form
        schema={section.schema}
        values={section.values}
        texts="settings"
        prefix={section.section}
        choices={{ pipelines }}
        onSave={(values) => put(values, section.version)}
        onConflict={(error, yours) => (conflict.value = { yours, theirs: dict(error.more['theirs']), version: Number(error.more['version']) || 0 })}
      />
      <Changed section={section} names={names} />
      {conflict.value && (
        <Conflict
          schema={section.schema}
          texts="settings"
          prefix={section.section}
          choices={{ pipelines }}
          {...conflict.value}
          onKeepYours={async ({ yours, version }) => {
            await put(yours, version);
            conflict.value = undefined;
          }}
          onKeepTheirs={async () => {
            conflict.value = undefined;
            onSaved(readSection(await api.get(`/settings/${section.section}`)));
          }}
          onClose={() => (conflict.value = undefined)}
        />
      )}
    </Panel>
  );
};

export default function Settings({ params }: ScreenProps) {
  const { api } = useConsole();
  const t = useTexts('settings');
  const name = SECTIONS.find((one) => one === params['section']) ?? SECTIONS[0];
  const loaded = useResource(async (): Promise<Around> => {
    const [section, members, pipelines] = await Promise.all([
      api.get(`/settings/${name}`),
      api.get('/members?inactive=true'),
      // Before the first sync there are none; the form says so.
      name === 'sync' ? api.get('/crm/pipelines').catch(() => undefined) : undefined,
    ]);
    return {
      section: readSection(section),
      names: new Map(readPage(members, (member) => [text(dict(member)['id']), text(dict(member)['name'])] as const)),
      pipelines: readPage(pipelines, dict).map((pipeline) => ({ value: text(pipeline['crmId'] ?? pipeline['id']), label: text(pipeline['name']) })),
    };
  }, [name]);

  return (
    <Page title={t('title')} hint={t('hint')}>
      <nav class="souffleur-tabs-line" aria-label={t('title')}>
        {SECTIONS.map((section) => (
          <Link key={section} class="souffleur-tab-link" path={`settings/${section}`} current={section === name}>
            {t(`sections.${section}`)}
          </Link>
        ))}
      </nav>
      <State phase={loaded.phase.value} onRetry={() => void loaded.reload()}>
        {(around) => (
          <SectionForm key={`${around.section.section} ${around.section.version}`} around={around} onSaved={(section) => loaded.set({ ...around, section })} />
        )}
      </State>
    </Page>
  );
}
