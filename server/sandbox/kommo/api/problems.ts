/** The platform's error bodies, word for word. */

export interface FieldProblem {
  code: string;
  path: string;
  detail: string;
}

/** Answers with `application/problem+json`. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(String(body['detail']));
    this.status = status;
    this.body = body;
  }
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
};

const problem = (status: number, detail: string, extra: Record<string, unknown> = {}): HttpProblem =>
  new HttpProblem(status, { title: TITLES[status] ?? 'Error', type: `https://httpstatus.es/${status}`, status, detail, ...extra });

export const emptyData = (): HttpProblem => problem(400, 'Request data can not be empty');

export const invalidData = (items: { request_id: string; errors: FieldProblem[] }[]): HttpProblem =>
  new HttpProblem(400, {
    'validation-errors': items,
    title: 'Bad Request',
    type: 'https://httpstatus.es/400',
    status: 400,
    detail: 'Request validation failed',
  });

export const unauthorized = (): HttpProblem => problem(401, 'Invalid user name or password');
export const paymentRequired = (detail = 'Payment required'): HttpProblem => problem(402, detail);
export const forbidden = (detail = 'Access denied'): HttpProblem => problem(403, detail);
export const invalidScope = (): HttpProblem => problem(403, 'Invalid scope');
export const missing = (method: string, url: string): HttpProblem => problem(404, `Cannot ${method} ${url}`);
export const wrongMethod = (): HttpProblem => problem(405, 'Method Not Allowed');
export const unprocessable = (detail: string): HttpProblem => problem(422, detail);
export const tooMany = (retryAfter: number): HttpProblem =>
  problem(429, 'You have sent too many requests in a given amount of time. Please try again later.', { retry_after: retryAfter });

export const serverError = (status: number, traceId: string): HttpProblem =>
  status === 500
    ? new HttpProblem(500, {
        title: 'ErrInternalServer',
        status: 500,
        detail: 'Our team are probably already working on the elimination of the problem',
        trace_id: traceId,
      })
    : problem(status, 'Service is temporarily unavailable');

/** What a blocked address gets for every request. */
export const BLOCKED_HTML = `<html>
<head><title>403 Forbidden</title></head>
<body>
<center><h1>403 Forbidden</h1></center>
<hr><center>nginx</center>
</body>
</html>
`;

/** The usual body of a status, for provoked faults. */
export const problemOf = (status: number, traceId: string): HttpProblem => {
  if (status === 401) return unauthorized();
  if (status === 402) return paymentRequired();
  if (status === 403) return invalidScope();
  if (status === 422) return unprocessable('Unprocessable Entity');
  if (status === 429) return tooMany(300);
  return status >= 500 ? serverError(status, traceId) : problem(status, TITLES[status] ?? 'Error');
};
