export const CALLER_TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
export const CALLER_SPAN_ID = 'b7ad6b7169203331';

/** The trace context of a caller, sampled or not. */
export function traceparent(flags: '00' | '01'): string {
  return `00-${CALLER_TRACE_ID}-${CALLER_SPAN_ID}-${flags}`;
}

type Headers = Readonly<Record<string, string>>;

interface EventOptions {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Headers;
}

/** An event of an HTTP API or a function URL, in the payload format 2.0. */
export function payload2({ method = 'GET', path, headers = {} }: EventOptions) {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: 'token=secret',
    headers: { host: 'abc.lambda-url.eu-central-1.on.aws', 'user-agent': 'curl/8', ...headers },
    requestContext: {
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'curl/8' },
      stage: '$default',
    },
    isBase64Encoded: false,
  };
}

/** An event of a REST API, in the payload format 1.0, which preserves the case of header names. */
export function payload1({ method = 'GET', path, headers = {} }: EventOptions) {
  const all = { Host: 'abc.execute-api.eu-central-1.amazonaws.com', 'User-Agent': 'curl/8' };
  return {
    resource: '/{proxy+}',
    httpMethod: method,
    path,
    headers: { ...all, ...headers },
    multiValueHeaders: inLists({ ...all, ...headers }),
    queryStringParameters: { token: 'secret' },
    multiValueQueryStringParameters: { token: ['secret', 'again'] },
    requestContext: {
      protocol: 'HTTP/2.0',
      stage: 'prod',
      identity: { sourceIp: '203.0.113.7', userAgent: 'curl/8' },
    },
    isBase64Encoded: false,
  };
}

/** An event of an Application Load Balancer. */
export function loadBalancer({ method = 'GET', path, headers = {} }: EventOptions) {
  return {
    httpMethod: method,
    path,
    queryStringParameters: { token: 'secret' },
    headers: {
      host: 'lb.example.com',
      'user-agent': 'curl/8',
      'x-forwarded-proto': 'http',
      ...headers,
    },
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:1:x' } },
    isBase64Encoded: false,
  };
}

/** An event of an Application Load Balancer that is configured to pass on several values of a header. */
export function multiValueLoadBalancer(options: EventOptions) {
  const { headers, ...event } = loadBalancer(options);
  return { ...event, multiValueHeaders: inLists(headers) };
}

function inLists(headers: Headers): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}
