/* The person's way to play the customer and the rep. Kommo has none of this. */
define(['jquery'], function ($) {
  let page;

  const act = (body) =>
    Promise.resolve(
      $.ajax({
        url: '/_sandbox/act',
        type: 'POST',
        contentType: 'application/json',
        dataType: 'json',
        data: JSON.stringify({ leadId: page.card.id, ...body }),
      }),
    ).then(
      () => $('#sandbox_error').prop('hidden', true),
      (failed) => {
        $('#sandbox_error')
          .text(failed.responseJSON?.error ?? page.texts.sandboxFailed)
          .prop('hidden', false);
        throw failed;
      },
    );

  $(document).on('submit', '.composer', (event) => {
    event.preventDefault();
    const $form = $(event.currentTarget);
    const $text = $form.find('textarea');
    const text = $text.val().trim();
    if (text === '') return;
    const sent = act({ kind: $form.data('act'), text, ...($form.data('act') === 'reply' ? { userId: page.user.id } : {}) });
    sent.then(
      () => $text.val('').trigger('focus'),
      () => undefined,
    );
  });
  $(document).on('keydown', '.composer textarea', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.originalEvent.isComposing) return;
    event.preventDefault();
    $(event.currentTarget).closest('form').trigger('submit');
  });
  $(document).on('click', '#sandbox_example', (event) => {
    $('#composer_message').val(event.currentTarget.dataset.text).trigger('focus');
  });
  $(document).on('change', '#sandbox_stage', (event) => {
    const option = event.target.selectedOptions[0];
    act({ kind: 'stage', statusId: Number(option.value), pipelineId: Number(option.dataset.pipeline), userId: page.user.id }).catch(() => undefined);
  });
  $(document).on('change', '#sandbox_acts', (event) => {
    const body = JSON.parse(event.target.value);
    event.target.selectedIndex = 0;
    act(body).catch(() => undefined);
  });
  $(document).on('click', '#sandbox_missed_call', () => {
    act({ kind: 'missed_call' }).catch(() => undefined);
  });

  return {
    show(next) {
      page = next;
    },
  };
});
