import { useSignal } from '@preact/signals';

import { type Plugin, readPlugin } from '../../../state/plugins.ts';
import { dict, type Dict } from '../../../state/read.ts';
import { ApiError, asApiError } from '../../../api/errors.ts';
import { useConsole, useTexts } from '../../context.ts';
import { Conflict } from '../../form/conflict.tsx';
import { Form } from '../../form/form.tsx';

/** The server names fields from the body on; the form knows them from the settings on. */
const fromForm = (thrown: unknown): ApiError => {
  const error = asApiError(thrown);
  const errors = error.errors.map(({ path, message }) => ({ path: path.replace(/^settings\./u, ''), message }));
  return new ApiError({ code: error.code, status: error.status, detail: error.detail, gate: error.gate, more: error.more, errors }, error);
};

/** The plugin's own settings, drawn from its schema; of two who save at once the second compares. */
export const SettingsForm = ({ plugin, onSaved }: { plugin: Plugin; onSaved: (plugin: Plugin) => void }) => {
  const { api, format, toasts } = useConsole();
  const t = useTexts('plugins');
  const path = `/plugins/${encodeURIComponent(plugin.id)}`;
  const conflict = useSignal<{ yours: Dict; theirs: Dict; version: number } | undefined>(undefined);
  const form = { schema: plugin.schema, texts: 'plugins', prefix: `settings.${plugin.id}` };
  const put = async (settings: Dict, version: number): Promise<void> => {
    const saved = await api.write('PUT', `${path}/settings`, { settings, version }).catch((thrown: unknown) => {
      throw fromForm(thrown);
    });
    toasts.done(t('saved'));
    onSaved(readPlugin(saved));
  };
  return (
    <>
      <Form
        {...form}
        values={plugin.settings}
        onSave={(values) => put(values, plugin.settingsVersion)}
        onConflict={(error, yours) => (conflict.value = { yours, theirs: dict(error.more['theirs']), version: Number(error.more['version']) || 0 })}
      />
      {plugin.updatedAt && <p class="souffleur-field-hint">{t('changed', { when: format.ago(plugin.updatedAt) })}</p>}
      {conflict.value && (
        <Conflict
          {...form}
          {...conflict.value}
          onKeepYours={async ({ yours, version }) => {
            await put(yours, version);
            conflict.value = undefined;
          }}
          onKeepTheirs={async () => {
            conflict.value = undefined;
            onSaved(readPlugin(await api.get(path)));
          }}
          onClose={() => (conflict.value = undefined)}
        />
      )}
    </>
  );
};
