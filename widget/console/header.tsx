import { ConsoleIcon } from '../ui/console-icon.tsx';
import { useConsole, useTexts } from './context.ts';
import { headerSlots } from './screens.ts';
import { type Theme } from './theme.ts';

const NEXT = { system: 'light', light: 'dark', dark: 'system' } as const;

/** Account, member, what the screens put beside them; outside Kommo also the theme and the way out. */
export const Header = ({ theme, onSignOut }: { theme: Theme | undefined; onSignOut: (() => void) | undefined }) => {
  const { session, live } = useConsole();
  const t = useTexts();
  const { account, member } = session;
  const choice = theme?.choice.value;
  return (
    <div class="souffleur-top" role={theme ? 'banner' : undefined}>
      <div class="souffleur-brand">
        <svg class="souffleur-logo" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <rect width="24" height="24" rx="6" fill="currentColor" />
          <path d="M6 8h12v7h-7l-3 2.5V15H6z" fill="none" stroke="#fff" stroke-width="1.6" stroke-linejoin="round" />
        </svg>
        <span class="souffleur-brand-words">
          <strong>Souffleur</strong>
          <span class="souffleur-account">{account.name || account.subdomain}</span>
        </span>
      </div>
      {!live.connected.value && (
        <span class="souffleur-offline-mark" role="status">
          {t('common:live.lost')}
        </span>
      )}
      <div class="souffleur-top-end">
        {headerSlots.map((Slot, index) => (
          <Slot key={index} />
        ))}
        {theme && choice && (
          <button
            type="button"
            class="souffleur-icon-button"
            aria-label={t(`common:theme.${choice}`)}
            title={t(`common:theme.${choice}`)}
            onClick={() => theme.choose(NEXT[choice])}
          >
            <ConsoleIcon name={choice === 'dark' ? 'moon' : choice === 'light' ? 'sun' : 'gear'} />
          </button>
        )}
        <span class="souffleur-member">
          <ConsoleIcon name="person" />
          <span class="souffleur-member-name">{member.name}</span>
          <span class="souffleur-member-role">{t(`common:role.${member.role}`)}</span>
        </span>
        {onSignOut && (
          <button type="button" class="souffleur-text-button" onClick={onSignOut}>
            {t('common:sign_out')}
          </button>
        )}
      </div>
    </div>
  );
};
