import { type ComponentChildren } from 'preact';

import { ConsoleIcon } from '../../ui/console-icon.tsx';
import { useConsole, useTexts } from '../context.ts';

interface Props {
  title: string;
  /** One sentence below the title. */
  hint?: string;
  /** Buttons at the right of the title. */
  actions?: ComponentChildren;
  /** Where "back" leads, for a page below another one. */
  back?: { path: string; label: string };
  children: ComponentChildren;
}

/** The frame of a screen: its title, what can be done, its content. */
export const Page = ({ title, hint, actions, back, children }: Props) => {
  const { place } = useConsole();
  const Title = place === 'own' ? 'h1' : 'h2';
  return (
    <div class="souffleur-page">
      {back && (
        <Link class="souffleur-back" path={back.path}>
          <ConsoleIcon name="left" />
          {back.label}
        </Link>
      )}
      <div class="souffleur-page-head">
        <div class="souffleur-page-words">
          <Title class="souffleur-page-title" tabIndex={-1}>
            {title}
          </Title>
          {hint && <p class="souffleur-page-hint">{hint}</p>}
        </div>
        {actions && <div class="souffleur-page-actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
};

/** A titled box of a page. */
export const Panel = ({ title, actions, children }: { title?: string; actions?: ComponentChildren; children: ComponentChildren }) => {
  const { place } = useConsole();
  const Title = place === 'own' ? 'h2' : 'h3';
  return (
    <section class="souffleur-panel">
      {title && (
        <div class="souffleur-panel-head">
          <Title class="souffleur-panel-title">{title}</Title>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
};

interface LinkProps {
  path: string;
  query?: Readonly<Record<string, string | undefined>>;
  class?: string;
  current?: boolean;
  onFollow?: () => void;
  children: ComponentChildren;
}

/** A link to another place of the console. Opens in a new tab when asked with the usual keys. */
export const Link = ({ path, query, class: name = 'souffleur-link', current = false, onFollow, children }: LinkProps) => {
  const { router } = useConsole();
  return (
    <a
      class={name}
      href={router.href(path, query)}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        event.stopPropagation();
        onFollow?.();
        router.go(path, query);
      }}
    >
      {children}
    </a>
  );
};

/** A link out of the console, e.g. into the CRM. Only web addresses; anything else is plain text. */
export const OutLink = ({ href, children }: { href: string; children: ComponentChildren }) => {
  const t = useTexts();
  if (!/^https?:\/\//i.test(href)) return <span>{children}</span>;
  return (
    <a class="souffleur-link" href={href} target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">
      {children}
      <ConsoleIcon name="external" size={12} />
      <span class="souffleur-hidden">{t('common:new_tab')}</span>
    </a>
  );
};
