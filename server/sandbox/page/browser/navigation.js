/* Kommo is a single-page application: links change the holder's content, never the document. */
define(['jquery'], function ($) {
  let shown = location.pathname;
  let turn = 0;

  const pageIn = (root) => JSON.parse(root.getElementById('sandbox_page').textContent);

  /** A refusal is a page too. */
  const fetchPage = async (url) => {
    const text = await Promise.resolve($.ajax({ url, dataType: 'html' })).catch((failed) => failed.responseText);
    return new DOMParser().parseFromString(text, 'text/html');
  };

  return (enter) => {
    const go = async (url, push) => {
      turn += 1;
      const mine = turn;
      const next = await fetchPage(url);
      // Another link was followed while this page was on its way.
      if (mine !== turn) return;
      if (push) history.pushState({}, '', url);
      shown = location.pathname;
      document.title = next.title;
      $(document).trigger('page:changed');
      $('.modal').remove();
      document.getElementById('page_holder').replaceChildren(...document.importNode(next.getElementById('page_holder'), true).childNodes);
      document.getElementById('sandbox_page').textContent = next.getElementById('sandbox_page').textContent;
      await enter(pageIn(document));
    };

    $(document).on('click', 'a[data-nav]', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      void go(event.currentTarget.getAttribute('href'), true);
    });
    window.addEventListener('popstate', () => {
      if (location.pathname !== shown) void go(location.href, false);
    });
    window.__sandbox.navigate = (url) => go(url, true);
    return enter(pageIn(document));
  };
});
