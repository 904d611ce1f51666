import { type Plugin, readPlugin, stateOf } from '../../../state/plugins.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useLive, useResource, useTexts } from '../../context.ts';
import { fieldsOf } from '../../form/fields.ts';
import { moment } from '../../parts/moment.ts';
import { Page, Panel } from '../../parts/page.tsx';
import { Badge, Note, State } from '../../parts/state.tsx';
import { type PluginActs, isOn, usePluginActs } from './acts.ts';
import { Consent, Permissions } from './consent.tsx';
import { SettingsForm } from './settings.tsx';
import { TrialPanel } from './trial.tsx';
import { descriptionOf, pausedWords, STATE_BADGES, titleOf } from './words.ts';

export const PluginPage = ({ id }: { id: string }) => {
  const { api, format } = useConsole();
  const t = useTexts('plugins');
  const plugin = useResource(async () => readPlugin(await api.get(`/plugins/${encodeURIComponent(id)}`)), [id]);
  useLive(['plugin.updated'], (message) => {
    if (!message || message['pluginId'] === id) void plugin.reload();
  });
  const acts = usePluginActs(plugin.set);
  const phase = plugin.phase.value;
  return (
    <Page
      title={phase.name === 'ready' ? titleOf(format, phase.value) : t('one')}
      hint={phase.name === 'ready' ? descriptionOf(format, phase.value) : undefined}
      back={{ path: 'plugins', label: t('title') }}
      actions={phase.name === 'ready' && <Actions plugin={phase.value} acts={acts} />}
    >
      <State phase={phase} onRetry={() => void plugin.reload()}>
        {(value) => <Whole plugin={value} onSaved={plugin.set} />}
      </State>
      {acts.asked.value && (
        <Consent
          plugin={acts.asked.value}
          busy={acts.busy.value !== undefined}
          failure={acts.failure.value}
          onYes={() => acts.confirm(true)}
          onClose={() => acts.confirm(false)}
        />
      )}
    </Page>
  );
};

const Actions = ({ plugin, acts }: { plugin: Plugin; acts: PluginActs }) => {
  const t = useTexts('plugins');
  const busy = acts.busy.value !== undefined;
  const state = stateOf(plugin);
  if (state === 'failed') return null;
  return (
    <>
      {state === 'paused' && (
        <Button kind="primary" busy={busy} onPress={() => acts.resume(plugin)}>
          {t('resume')}
        </Button>
      )}
      {isOn(plugin) ? (
        <Button kind="neutral" busy={busy} onPress={() => acts.turn(plugin, false)}>
          {t('disable')}
        </Button>
      ) : (
        <Button kind="primary" busy={busy} onPress={() => acts.turn(plugin, true)}>
          {t(state === 'consent' ? 'look_and_allow' : 'enable')}
        </Button>
      )}
    </>
  );
};

const Whole = ({ plugin, onSaved }: { plugin: Plugin; onSaved: (plugin: Plugin) => void }) => {
  const { format } = useConsole();
  const t = useTexts('plugins');
  const state = stateOf(plugin);
  return (
    <>
      <dl class="souffleur-facts">
        <div>
          <dt>{t('columns.state')}</dt>
          <dd>
            <Badge kind={STATE_BADGES[state]}>{state === 'paused' ? pausedWords(t, format, plugin) : t(`states.${state}`)}</Badge>
          </dd>
        </div>
        <div>
          <dt>{t('columns.kind')}</dt>
          <dd>{t(`kind_one.${plugin.kind}`)}</dd>
        </div>
        {plugin.release && (
          <div>
            <dt>{t('release')}</dt>
            <dd>{plugin.release}</dd>
          </div>
        )}
      </dl>
      {state === 'failed' && (
        <Note kind="bad">
          <strong>{t('failed.title')}</strong>
          {plugin.reason && <p class="souffleur-paragraph">{plugin.reason}</p>}
          <p class="souffleur-paragraph">{t('failed.mend')}</p>
        </Note>
      )}
      {state === 'paused' && <Note kind="warn">{t('paused_long')}</Note>}
      {state === 'consent' && <Note kind="warn">{t('consent.needed')}</Note>}
      {state !== 'failed' && <Settings plugin={plugin} onSaved={onSaved} />}
      <Panel title={t('permissions')}>
        <Permissions plugin={plugin} marked={plugin.newHosts.length < plugin.hosts.length ? plugin.newHosts : []} />
      </Panel>
      {state !== 'failed' && <TrialPanel id={plugin.id} />}
      <Panel title={t('faults.title')}>
        {plugin.faults.length === 0 ? (
          <p class="souffleur-paragraph souffleur-muted">{t('faults.none')}</p>
        ) : (
          <ul class="souffleur-faults">
            {plugin.faults.map((fault, index) => (
              <li key={index}>
                <time class="souffleur-muted" dateTime={fault.at} title={format.ago(fault.at)}>
                  {moment(format, fault.at)}
                </time>
                <span>
                  {fault.message || t('faults.unknown')}
                  {fault.call && <span class="souffleur-muted"> ({t('faults.call', { call: fault.call })})</span>}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
};

const Settings = ({ plugin, onSaved }: { plugin: Plugin; onSaved: (plugin: Plugin) => void }) => {
  const t = useTexts('plugins');
  const isEmpty = fieldsOf(plugin.schema ?? {}).length === 0;
  return (
    <Panel title={t('settings_title')}>
      {isEmpty ? (
        <p class="souffleur-paragraph souffleur-muted">{t('no_settings')}</p>
      ) : (
        <SettingsForm key={`${plugin.settingsVersion}`} plugin={plugin} onSaved={onSaved} />
      )}
    </Panel>
  );
};
