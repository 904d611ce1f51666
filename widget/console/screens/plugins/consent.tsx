import { type Plugin } from '../../../state/plugins.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useTexts } from '../../context.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/state.tsx';
import { hostWords, rightWords, titleOf } from './words.ts';

interface Props {
  plugin: Plugin;
  busy: boolean;
  failure: string;
  onYes: () => void;
  onClose: () => void;
}

/** The hosts and rights a plugin gets with this yes. */
export const Consent = ({ plugin, busy, failure, onYes, onClose }: Props) => {
  const { format } = useConsole();
  const t = useTexts('plugins');
  const grown = plugin.newHosts.length < plugin.hosts.length ? plugin.newHosts : [];
  return (
    <Dialog
      title={t('consent.title', { name: titleOf(format, plugin) })}
      role="alertdialog"
      onClose={onClose}
      actions={
        <>
          <Button kind="primary" busy={busy} onPress={onYes}>
            {t('consent.yes')}
          </Button>
          <Button kind="neutral" disabled={busy} onPress={onClose}>
            {t('common:cancel')}
          </Button>
        </>
      }
    >
      <div class="souffleur-stack">
        <p class="souffleur-paragraph">{t('consent.text')}</p>
        <Permissions plugin={plugin} marked={grown} />
        {failure && <Note kind="bad">{failure}</Note>}
      </div>
    </Dialog>
  );
};

/** Where it may connect to and what else it may do, in words. */
export const Permissions = ({ plugin, marked = [] }: { plugin: Plugin; marked?: readonly string[] }) => {
  const t = useTexts('plugins');
  const { hosts, rights } = plugin;
  return (
    <dl class="souffleur-pairs">
      <div>
        <dt>{t('hosts.label')}</dt>
        <dd>
          {hosts.length === 0 ? (
            t('hosts.none')
          ) : (
            <ul class="souffleur-rights">
              {hosts.map((host) => (
                <li key={host}>
                  {hostWords(t, host)}
                  {marked.includes(host) && <strong> {t('hosts.new')}</strong>}
                </li>
              ))}
            </ul>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('rights.label')}</dt>
        <dd>
          {rights.length === 0 ? (
            t('rights.none')
          ) : (
            <ul class="souffleur-rights">
              {rights.map((right) => (
                <li key={right}>{rightWords(t, right)}</li>
              ))}
            </ul>
          )}
        </dd>
      </div>
    </dl>
  );
};
