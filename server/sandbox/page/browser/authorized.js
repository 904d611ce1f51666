/* $authorizedAjax: a fresh one-time token for each call, sent as X-Auth-Token (widget reference 19). */
define(['jquery'], function ($) {
  return (clientUuid, options = {}) => {
    const result = $.Deferred();
    if (!clientUuid) {
      result.reject({ status: 0, responseText: '' }, 'error', 'the widget is not an OAuth integration');
      return result.promise();
    }
    let request = $.ajax({ url: `/ajax/v2/integrations/${encodeURIComponent(clientUuid)}/disposable_token`, dataType: 'json', cache: false });
    request.then(
      ({ token }) => {
        request = $.ajax({ ...options, headers: { ...options.headers, 'X-Auth-Token': token } });
        request.then(
          (...args) => result.resolveWith(options.context ?? request, args),
          (...args) => result.rejectWith(options.context ?? request, args),
        );
      },
      (...args) => result.reject(...args),
    );
    return Object.assign(result.promise(), { abort: (reason) => request.abort(reason) });
  };
});
