import { useSignal } from '@preact/signals';

import { asApiError } from '../../../api/errors.ts';
import { readSync, shareDone, type Sync, type SyncStage } from '../../../state/syncs.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Badge, Note } from '../../parts/state.tsx';

const STAGE_BADGES = { waiting: 'plain', running: 'busy', done: 'good', failed: 'bad', skipped: 'warn' } as const;

/** A run under way: how far it is, stage by stage, and a way to stop it. */
export const Progress = ({ sync, onChanged }: { sync: Sync; onChanged: (sync: Sync) => void }) => {
  const { api, toasts, dialogs } = useConsole();
  const t = useTexts('connection');
  const busy = useSignal(false);
  const cancel = async (): Promise<void> => {
    if (!(await dialogs.ask({ title: t('cancel.title'), text: t('cancel.text'), yes: t('cancel.yes'), no: t('cancel.no') }))) return;
    busy.value = true;
    try {
      onChanged(readSync(await api.write('POST', `/crm/syncs/${sync.id}/cancel`)));
    } catch (error) {
      toasts.bad(asApiError(error).status === 409 ? t('cancel.late') : errorWords(t, asApiError(error)));
    } finally {
      busy.value = false;
    }
  };
  const share = Math.round(shareDone(sync) * 100);
  // Between two stages for a moment none is running.
  const now =
    sync.stages.find(({ state }) => state === 'running') ?? (sync.state === 'running' ? sync.stages.find(({ state }) => state === 'waiting') : undefined);
  const words = now ? t(`stages.${now.stage}`, { defaultValue: now.stage }) : t('sync.states.waiting');
  return (
    <div class="souffleur-run">
      <div class="souffleur-run-head">
        <strong>{t(`sync.kinds.${sync.kind}`)}</strong>
        <span class="souffleur-muted">{words}</span>
        <Button kind="quiet" busy={busy.value} onPress={() => void cancel()}>
          {t('cancel.do')}
        </Button>
      </div>
      <div
        class="souffleur-run-progress"
        role="progressbar"
        aria-label={t(`sync.kinds.${sync.kind}`)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
        aria-valuetext={`${share} %, ${words}`}
      >
        <div class="souffleur-run-part" style={{ width: `${Math.max(share, 2)}%` }} />
      </div>
      <Stages stages={sync.stages} />
    </div>
  );
};

export const RunDialog = ({ sync, onClose }: { sync: Sync; onClose: () => void }) => {
  const { format } = useConsole();
  const t = useTexts('connection');
  const facts: [string, string][] = [
    [t('sync.begun'), sync.startedAt ? format.dateTime(sync.startedAt) : '–'],
    [t('sync.took'), sync.duration === null ? '–' : format.duration(sync.duration)],
    [t('sync.requests'), format.number(sync.requests)],
  ];
  return (
    <Dialog title={t(`sync.kinds.${sync.kind}`)} onClose={onClose} wide>
      <div class="souffleur-console souffleur-stack">
        <dl class="souffleur-facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {sync.error && <Note kind="bad">{sync.error}</Note>}
        {sync.recovered > 0 && <Note kind="good">{t('sync.recovered_long', { count: sync.recovered })}</Note>}
        <Stages stages={sync.stages} />
      </div>
    </Dialog>
  );
};

const Stages = ({ stages }: { stages: readonly SyncStage[] }) => {
  const { format } = useConsole();
  const t = useTexts('connection');
  return (
    <ol class="souffleur-stages">
      {stages.map(({ stage, state, read, changed, problem }) => (
        <li key={stage} class="souffleur-stage">
          <span class="souffleur-stage-name">{t(`stages.${stage}`, { defaultValue: stage })}</span>
          <span class="souffleur-muted">{read > 0 && t('sync.counts', { read: format.number(read), changed: format.number(changed) })}</span>
          <Badge kind={STAGE_BADGES[state]}>{t(`stage_states.${state}`)}</Badge>
          {problem && <span class="souffleur-stage-problem">{problem}</span>}
        </li>
      ))}
    </ol>
  );
};
