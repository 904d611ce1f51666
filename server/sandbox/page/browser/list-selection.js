/* The ticked rows of the list, in the shape widgets get. */
define(['jquery'], function ($) {
  return (list) => {
    const ticked = new Set(
      $('#list_table .js-list-check:checked')
        .map((_index, box) => Number(box.value))
        .get(),
    );
    const selected = list
      .filter(({ id }) => ticked.has(id))
      .map(({ id, contacts }) => ({ id, type: 'lead', emails: contacts.flatMap(({ emails }) => emails), phones: contacts.flatMap(({ phones }) => phones) }));
    const count = (key) => selected.reduce((sum, row) => sum + row[key].length, 0);
    const summary = { items: selected.length, emails: count('emails'), phones: count('phones') };
    return { selected, summary, count_selected: selected.length };
  };
});
